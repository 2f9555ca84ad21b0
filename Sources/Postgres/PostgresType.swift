/// The server's number for a type and for arrays of it, as sent with every bound parameter.
package struct PostgresType: Hashable, Sendable {
    /// `pg_type.oid`.
    package let oid: UInt32
    /// `pg_type.typarray`, or 0 where an array of it cannot be sent.
    package let arrayOID: UInt32
    /// The server's word for it, used in error messages.
    package let name: String

    /// A type by its fixed numbers. Only types with the same number on every server can be named here, so none from
    /// an extension or a `CREATE TYPE`.
    package init(oid: UInt32, arrayOID: UInt32, name: String) {
        self.oid = oid
        self.arrayOID = arrayOID
        self.name = name
    }

    /// The type of an array of this one; arrays of arrays have no type of their own and get the number 0.
    package var array: PostgresType { PostgresType(oid: arrayOID, arrayOID: 0, name: "\(name)[]") }

    // Source: PostgreSQL, src/include/catalog/pg_type.dat.
    package static let bool = PostgresType(oid: 16, arrayOID: 1000, name: "boolean")
    package static let bytea = PostgresType(oid: 17, arrayOID: 1001, name: "bytea")
    package static let characterName = PostgresType(oid: 19, arrayOID: 1003, name: "name")
    package static let int8 = PostgresType(oid: 20, arrayOID: 1016, name: "bigint")
    package static let int2 = PostgresType(oid: 21, arrayOID: 1005, name: "smallint")
    package static let int4 = PostgresType(oid: 23, arrayOID: 1007, name: "integer")
    package static let text = PostgresType(oid: 25, arrayOID: 1009, name: "text")
    package static let json = PostgresType(oid: 114, arrayOID: 199, name: "json")
    package static let float4 = PostgresType(oid: 700, arrayOID: 1021, name: "real")
    package static let float8 = PostgresType(oid: 701, arrayOID: 1022, name: "double precision")
    package static let bpchar = PostgresType(oid: 1042, arrayOID: 1014, name: "character")
    package static let varchar = PostgresType(oid: 1043, arrayOID: 1015, name: "character varying")
    package static let date = PostgresType(oid: 1082, arrayOID: 1182, name: "date")
    package static let timestamp = PostgresType(oid: 1114, arrayOID: 1115, name: "timestamp without time zone")
    package static let timestamptz = PostgresType(oid: 1184, arrayOID: 1185, name: "timestamp with time zone")
    package static let interval = PostgresType(oid: 1186, arrayOID: 1187, name: "interval")
    package static let numeric = PostgresType(oid: 1700, arrayOID: 1231, name: "numeric")
    package static let uuid = PostgresType(oid: 2950, arrayOID: 2951, name: "uuid")
    package static let jsonb = PostgresType(oid: 3802, arrayOID: 3807, name: "jsonb")

    private static let known: [UInt32: PostgresType] = {
        let types = [
            bool, bytea, characterName, int8, int2, int4, text, json, float4, float8, bpchar, varchar, date, timestamp,
            timestamptz, interval, numeric, uuid, jsonb,
        ]
        var found: [UInt32: PostgresType] = [:]
        for type in types {
            found[type.oid] = type
            found[type.arrayOID] = type.array
        }
        return found
    }()

    /// The server's word for a type number, or the number itself when it is not one of the above.
    static func name(of oid: UInt32) -> String { known[oid]?.name ?? "type number \(oid)" }
}
