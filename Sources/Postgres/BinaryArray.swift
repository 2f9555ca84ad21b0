/// The server's binary form of an array: dimensions, a flag for NULLs, the element type, length and lower bound, then
/// each element behind its length (-1 for NULL).
///
/// Source: PostgreSQL, src/backend/utils/adt/arrayfuncs.c, `array_send` and `array_recv`.
enum BinaryArray {
    static func append(
        _ count: Int, of type: PostgresType, hasNulls: Bool, into buffer: inout [UInt8],
        element: (Int, inout [UInt8]) throws -> Bool
    ) throws {
        guard type.arrayOID != 0 else { throw PostgresError.unsupportedParameter("an array of \(type.name)") }
        guard count <= Int32.max else { throw PostgresError.parameterTooLarge(limit: Int(Int32.max)) }
        buffer.appendBigEndian(Int32(count == 0 ? 0 : 1))
        buffer.appendBigEndian(Int32(hasNulls ? 1 : 0))
        buffer.appendBigEndian(type.oid)
        if count == 0 { return }
        buffer.appendBigEndian(Int32(count))
        buffer.appendBigEndian(Int32(1))
        for index in 0..<count {
            let lengthAt = buffer.count
            buffer.appendBigEndian(Int32(-1))
            guard try element(index, &buffer) else { continue }
            let length = buffer.count - lengthAt - 4
            guard length <= PostgresParameter.maximumBytes else {
                throw PostgresError.parameterTooLarge(limit: PostgresParameter.maximumBytes)
            }
            buffer.overwriteBigEndian(Int32(length), at: lengthAt)
        }
    }

    static func elements<Element>(
        of cell: PostgresCell, expected: String, _ decode: (PostgresCell?) throws -> Element
    ) throws -> [Element] {
        var reader = Reader(bytes: cell.bytes)
        guard let dimensions = reader.integer(), reader.integer() != nil, let oid = reader.integer(),
            dimensions == 0 || dimensions == 1
        else { throw cell.mismatch(expected: expected) }
        if dimensions == 0 { return [] }
        guard let count = reader.integer(), count >= 0, count <= cell.bytes.count / 4, reader.integer() != nil else {
            throw cell.mismatch(expected: expected)
        }
        var found: [Element] = []
        found.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let length = reader.integer() else { throw cell.mismatch(expected: expected) }
            if length == -1 {
                found.append(try decode(nil))
                continue
            }
            guard let bytes = reader.take(Int(length)) else { throw cell.mismatch(expected: expected) }
            let element = PostgresCell(column: cell.column, oid: UInt32(bitPattern: oid), bytes: bytes)
            found.append(try decode(element))
        }
        return found
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var position = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        mutating func integer() -> Int32? {
            guard let part = take(4) else { return nil }
            return Int32(bigEndian: part.loadUnaligned(as: Int32.self))
        }

        mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
            guard count >= 0, count <= bytes.count - position else { return nil }
            defer { position += count }
            return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
        }
    }
}
