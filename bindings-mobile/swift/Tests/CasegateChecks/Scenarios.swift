import Casegate
import Foundation

struct Odd: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A desk or a visit whose operations are called by name.
protocol Door {
    func call(_ operation: String, _ input: JSON) throws -> JSON
}

final class TestClock: Clock, @unchecked Sendable {
    var at = Date(timeIntervalSince1970: 1_795_348_800)
    func now() throws -> Date { at }
}

final class TestKeys: Keys {
    func current(purpose: KeyPurpose) throws -> UInt32? { 1 }
    func key(purpose: KeyPurpose, number: UInt32) throws -> Data? {
        let start: UInt8 = purpose == .seal ? 1 : purpose == .token ? 71 : purpose == .index ? 141 : 201
        return Data((0..<32).map { start &+ $0 })
    }
}

/// One of the flows that are shared by all languages.
struct Flow {
    let clock = TestClock()
    let portal: Portal
    var kept: [String: JSON] = [:]

    init() throws {
        portal = try Portal.inMemory(origin: "https://portal.example", clock: clock, keys: TestKeys())
    }

    mutating func play(_ file: URL) throws {
        let scenario = try JSONDecoder().decode(JSON.self, from: Data(contentsOf: file))
        guard case let .list(steps) = scenario["steps"] else { throw Odd("no steps") }
        for (number, step) in steps.enumerated() {
            do { try play(step) } catch { throw Odd("\(file.lastPathComponent), step \(number + 1): \(error)") }
        }
    }

    private mutating func play(_ step: JSON) throws {
        if case let .number(wait) = step["wait"] { clock.at += Double(wait) / 1000 }
        guard case let .text(operation) = step["do"] else { return }
        let given = step["with"] == .null ? .object([:]) : try filled(step["with"])
        let door = try door(step["as"].text())
        if step["refused"] != .null {
            let error = try refusal(operation) { _ = try door.call(operation, given) }
            try expect(name(error.code) == step["refused"]["code"].text(), "refused with \(error.code)")
            try expect(try error.field.wire() == step["refused"]["field"], "refused at \(error.field ?? "no field")")
            return
        }
        let answer = try door.call(operation, given)
        if step["expect"] != .null { try contains(answer, filled(step["expect"]), "") }
        guard case let .object(keep) = step["keep"] else { return }
        for (name, pointer) in keep {
            kept[name] = try pointer.text().split(separator: "/").reduce(answer) { $0[String($1)] }
        }
    }

    private func door(_ who: String) throws -> Door {
        let roles: [String: Role] = ["administrator": .administrator, "practitioner": .practitioner, "readOnly": .readOnly]
        if let role = roles[who] {
            let staff = Staff(firm: staff.firm, id: "u-1", name: "Rosa Reviewer", roles: [role])
            return try portal.desk(staff: staff, source: Source(address: "10.0.0.1"))
        }
        guard who != "host" else { return portal.host() }
        let source = Source(address: "203.0.113.7")
        guard who != "visitor" else { return portal.visitor(source: source) }
        return portal.visit(session: try kept[who, default: .null].text(), source: source)
    }

    /// Returns the value with every `$NAME` replaced by the value stored under that name.
    private func filled(_ value: JSON) throws -> JSON {
        switch value {
        case let .text(text) where text.first == "$" && text.dropFirst().first?.isLetter == true:
            guard let found = kept[String(text.dropFirst())] else { throw Odd("nothing was kept as \(text)") }
            return found
        case let .list(items): return .list(try items.map(filled))
        case let .object(fields): return .object(try fields.mapValues(filled))
        default: return value
        }
    }

    private func contains(_ answer: JSON, _ expected: JSON, _ place: String) throws {
        switch (answer, expected) {
        case (_, .text("*")): return
        case let (.object(answer), .object(expected)):
            for (name, part) in expected { try contains(answer[name] ?? .text("missing"), part, "\(place)/\(name)") }
        case let (.list(answer), .list(expected)) where answer.count == expected.count:
            for (number, pair) in zip(answer, expected).enumerated() {
                try contains(pair.0, pair.1, "\(place)/\(number)")
            }
        default: try expect(answer == expected, "\(place) is \(answer), not \(expected)")
        }
    }
}

/// Converts `linkInvalid` to `link_invalid`.
private func name(_ code: Code) -> String {
    "\(code)".reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
}

func everyScenarioPlays(in folder: String) throws -> Int {
    let files = try FileManager.default.contentsOfDirectory(at: URL(fileURLWithPath: folder), includingPropertiesForKeys: nil)
    let scenarios = files.filter { $0.pathExtension == "json" }
    try expect(scenarios.count >= 7, "the scenarios are there")
    for file in scenarios {
        var flow = try Flow()
        try flow.play(file)
    }
    return scenarios.count
}
