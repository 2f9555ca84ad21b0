import Foundation
package import Postgres
package import Receivables

/// A job that recurs in a tenant's time.
package struct JobSchedule: Sendable {
    /// Unique within the tenant.
    package let name: String
    package let tenantID: Identifier<Tenant>?
    package let kind: String
    package let queue: String
    package let recurrence: Recurrence
    package let catchUp: Recurrence.CatchUp
    let mode: JobMode
    let attemptsMax: Int
    let argumentsJSON: String

    /// A schedule for `handler`. Each job's arguments get one more key, `scheduled_on`: the local day it is for.
    package init<Handler: JobHandler>(
        _ name: String, _ handler: Handler.Type, _ arguments: Handler.Arguments, tenant: Identifier<Tenant>?,
        _ recurrence: Recurrence, catchUp: Recurrence.CatchUp, queue: String = "default"
    ) throws {
        self.name = name
        tenantID = tenant
        kind = Handler.kind
        self.queue = queue
        self.recurrence = recurrence
        self.catchUp = catchUp
        mode = Handler.mode
        attemptsMax = Handler.retryPolicy.attemptsMax
        argumentsJSON = try NewJob.encode(arguments, kind: Handler.kind)
    }
}

extension Transaction {
    private static var schedulesPerSweepMax: Int { 200 }

    /// Makes or replaces the schedule of that name. The first day is the first whose moment is after `now`; days
    /// already dealt with under the same name are not repeated.
    package func setSchedule(_ schedule: JobSchedule, now: BusinessInstant, offset: ClockOffset) throws {
        let recurrence = schedule.recurrence
        let before = now.day(in: recurrence.zone).adding(days: -1)
        let lastDay = recurrence.due(at: now, lastDay: before, catchUp: .once).lastDay
        let known = try row(
            """
            SELECT last_day FROM job_schedules
            WHERE name = \(schedule.name) AND tenant_id IS NOT DISTINCT FROM \(schedule.tenantID?.uuid) FOR UPDATE
            """
        ) { CalendarDate(daysSinceEpoch: try $0.get("last_day", as: PostgresDate.self).daysSinceEpoch) }
        let dealtWith = max(lastDay, known ?? lastDay)
        let next = recurrence.next(after: dealtWith).moment
        try execute(
            """
            INSERT INTO job_schedules (
                tenant_id, name, queue, kind, mode, attempts_max, arguments, minute_of_day, time_zone, weekdays,
                catch_up, last_day, next_business_at, next_run_at)
            VALUES (
                \(schedule.tenantID?.uuid), \(schedule.name), \(schedule.queue), \(schedule.kind),
                \(schedule.mode.rawValue), \(schedule.attemptsMax), \(JSONText(text: schedule.argumentsJSON)),
                \(recurrence.minuteOfDay), \(recurrence.zone.identifier), \(recurrence.weekdayBits),
                \(schedule.catchUp.rawValue), \(PostgresDate(daysSinceEpoch: dealtWith.daysSinceEpoch)),
                \(PostgresTimestamp(microseconds: next.microseconds)),
                \(PostgresTimestamp(microseconds: next.server(offset: offset).microseconds)))
            ON CONFLICT (name, tenant_id) DO UPDATE
            SET queue = excluded.queue, kind = excluded.kind, mode = excluded.mode,
                attempts_max = excluded.attempts_max, arguments = excluded.arguments,
                minute_of_day = excluded.minute_of_day, time_zone = excluded.time_zone, weekdays = excluded.weekdays,
                catch_up = excluded.catch_up, is_active = true, last_day = excluded.last_day,
                next_business_at = excluded.next_business_at, next_run_at = excluded.next_run_at
            """)
    }

    /// Ends a schedule; jobs it made already stay. `false` when there is none of that name.
    package func removeSchedule(_ name: String, tenant: Identifier<Tenant>?) throws -> Bool {
        try execute(
            """
            DELETE FROM job_schedules WHERE name = \(name) AND tenant_id IS NOT DISTINCT FROM \(tenant?.uuid)
            """) > 0
    }

    /// Enqueues what recurring schedules have due, at most one job a schedule; says how many jobs were made. Any
    /// number of workers may ask: a (schedule, local day) has one job, by unique key.
    func enqueueDueSchedules(clock: QueueClock) throws -> Int {
        let due = try rows(
            """
            SELECT id, tenant_id, name, queue, kind, mode, attempts_max, arguments, minute_of_day, time_zone, weekdays,
                catch_up, last_day, next_business_at, next_run_at, \(clock.now) AS server_now
            FROM job_schedules
            WHERE is_active AND next_run_at <= \(clock.now)
            ORDER BY next_run_at, id LIMIT \(Self.schedulesPerSweepMax) FOR UPDATE SKIP LOCKED
            """, DueSchedule.init)
        var jobs: [NewJob] = []
        for schedule in due {
            let result = schedule.recurrence.due(
                at: schedule.businessNow, lastDay: schedule.lastDay, catchUp: schedule.catchUp)
            if let day = result.run { jobs.append(schedule.job(on: day)) }
            let next = schedule.recurrence.next(after: result.lastDay).moment
            try execute(
                """
                UPDATE job_schedules
                SET last_day = \(PostgresDate(daysSinceEpoch: result.lastDay.daysSinceEpoch)),
                    next_business_at = \(PostgresTimestamp(microseconds: next.microseconds)),
                    next_run_at = \(PostgresTimestamp(microseconds: next.server(offset: schedule.offset).microseconds))
                WHERE id = \(schedule.id)
                """)
        }
        return try enqueue(jobs).filter(\.isNew).count
    }
}

/// A row of `job_schedules` whose time has come.
private struct DueSchedule {
    let id: Int64
    let tenantID: Identifier<Tenant>?
    let queue: String
    let kind: String
    let mode: JobMode
    let attemptsMax: Int
    let arguments: JSONText
    let recurrence: Recurrence
    let catchUp: Recurrence.CatchUp
    let lastDay: CalendarDate
    let offset: ClockOffset
    let businessNow: BusinessInstant

    init(_ row: Row) throws {
        id = try row.get("id")
        tenantID = try row.getOptional("tenant_id", as: UUID.self).map { Identifier($0) }
        queue = try row.get("queue")
        kind = try row.get("kind")
        mode = try row.known("mode")
        attemptsMax = try row.get("attempts_max")
        arguments = try row.get("arguments")
        guard let zone = TimeZone(identifier: try row.get("time_zone")) else {
            throw JobQueueError.unknownTimeZone(schedule: try row.get("name"))
        }
        recurrence = Recurrence(
            minuteOfDay: try row.get("minute_of_day"), zone: zone,
            weekdays: Recurrence.weekdays(bits: try row.get("weekdays")))
        catchUp = try row.known("catch_up")
        lastDay = CalendarDate(daysSinceEpoch: try row.get("last_day", as: PostgresDate.self).daysSinceEpoch)
        // The two forms of the next moment say how far the tenant's clock is ahead.
        let business = try row.get("next_business_at", as: PostgresTimestamp.self).microseconds
        let server = try row.get("next_run_at", as: PostgresTimestamp.self).microseconds
        offset = ClockOffset(microseconds: business - server)
        let now = try row.get("server_now", as: PostgresTimestamp.self).microseconds
        businessNow = BusinessInstant(ServerInstant(microseconds: now), offset: offset)
    }

    func job(on day: CalendarDate) -> NewJob {
        // The stored object is closed with `}`; the day becomes its last key.
        let body = arguments.text.trimmingCharacters(in: .whitespacesAndNewlines).dropLast()
        let comma = body.dropFirst().allSatisfy(\.isWhitespace) ? "" : ","
        return NewJob(
            kind: kind, mode: mode, tenantID: tenantID, queue: queue, attemptsMax: attemptsMax,
            argumentsJSON: "\(body)\(comma)\"scheduled_on\":\"\(day)\"}", time: .now,
            unique: NewJob.UniqueKey("schedule:\(id):\(day)"))
    }
}

extension Row {
    /// Reads a text column whose CHECK lists the values of an enumeration.
    func known<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        let text: String = try get(column)
        guard let value = Value(rawValue: text) else {
            throw PostgresError.decoding(column: column, expected: "\(Value.self)", found: "a word this version lacks")
        }
        return value
    }
}
