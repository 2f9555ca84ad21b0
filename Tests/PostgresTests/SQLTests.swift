import Postgres
import Testing

@Suite struct SQLTests {
    @Test func everyInterpolationBecomesAParameter() {
        let name = "'; DROP TABLE customers; --"
        let sql: SQL = "SELECT \(1) WHERE name = \(name) AND id = ANY(\([1, 2]))"
        #expect(sql.text == "SELECT $1 WHERE name = $2 AND id = ANY($3)")
        #expect(sql.parameters.count == 3)
    }

    @Test func splicedFragmentsAreNumberedAnew() {
        let condition: SQL = "a = \(1) AND b = \("x")"
        let sql: SQL = "SELECT \(0) WHERE \(fragment: condition) OR \(condition) LIMIT \(5)"
        #expect(sql.text == "SELECT $1 WHERE a = $2 AND b = $3 OR a = $4 AND b = $5 LIMIT $6")
    }

    @Test func additionNumbersAnew() {
        let sql: SQL = "SELECT \(1)" as SQL + ", \(2)"
        #expect(sql.text == "SELECT $1, $2")
    }

    @Test func rawTextNeedsItsLabel() {
        let sql: SQL = "SELECT * FROM \(unsafeSQL: "customers") WHERE id = \(1)"
        #expect(sql.text == "SELECT * FROM customers WHERE id = $1")
        #expect(sql.parameters.count == 1)
    }
}
