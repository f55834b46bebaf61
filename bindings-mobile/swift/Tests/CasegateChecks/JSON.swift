import Casegate
import Foundation

/// JSON in the form of the scenarios.
indirect enum JSON: Codable, Equatable {
    case null
    case flag(Bool)
    case number(Int64)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    func encode(to encoder: Encoder) throws { throw Odd("JSON is only read") }

    func text() throws -> String {
        guard case let .text(text) = self else { throw Odd("\(self) is not a text") }
        return text
    }

    func number() throws -> Int64 {
        guard case let .number(number) = self else { throw Odd("\(self) is not a number") }
        return number
    }

    func flag() throws -> Bool {
        guard case let .flag(flag) = self else { throw Odd("\(self) is not a flag") }
        return flag
    }

    /// Returns the field of this name, or null if there is none.
    subscript(_ name: String) -> JSON {
        switch self {
        case let .object(fields): return fields[name] ?? .null
        case let .list(items): return Int(name).flatMap { items.indices.contains($0) ? items[$0] : nil } ?? .null
        default: return .null
        }
    }

    func part<Part: Wired>(_ name: String) throws -> Part { try Part(wire: self[name]) }

    func part<Part: Wired>(_ name: String, or empty: Part) throws -> Part {
        self[name] == .null ? empty : try part(name)
    }
}

/// A value that can be converted to JSON and back.
protocol Wired {
    init(wire: JSON) throws
    func wire() throws -> JSON
}

extension String: Wired {
    init(wire: JSON) throws { self = try wire.text() }
    func wire() throws -> JSON { .text(self) }
}

extension Bool: Wired {
    init(wire: JSON) throws { self = try wire.flag() }
    func wire() throws -> JSON { .flag(self) }
}

extension Int64: Wired {
    init(wire: JSON) throws { self = try wire.number() }
    func wire() throws -> JSON { .number(self) }
}

extension UInt32: Wired {
    init(wire: JSON) throws { self = UInt32(try wire.number()) }
    func wire() throws -> JSON { .number(Int64(self)) }
}

extension Data: Wired {
    init(wire: JSON) throws { self = Data(base64Encoded: try wire.text()) ?? Data() }
    func wire() throws -> JSON { .text(base64EncodedString()) }
}

extension Date: Wired {
    init(wire: JSON) throws {
        guard let date = ISO8601DateFormatter().date(from: try wire.text()) else { throw Odd("\(wire) is no instant") }
        self = date
    }
    func wire() throws -> JSON { .text(ISO8601DateFormatter().string(from: self)) }
}

extension Optional: Wired where Wrapped: Wired {
    init(wire: JSON) throws { self = wire == .null ? nil : try Wrapped(wire: wire) }
    func wire() throws -> JSON { try self?.wire() ?? .null }
}

extension Array: Wired where Element: Wired {
    init(wire: JSON) throws {
        guard case let .list(items) = wire else { throw Odd("\(wire) is not a list") }
        self = try items.map(Element.init(wire:))
    }
    func wire() throws -> JSON { .list(try map { try $0.wire() }) }
}

extension Dictionary: Wired where Key == String, Value: Wired {
    init(wire: JSON) throws {
        guard case let .object(fields) = wire else { throw Odd("\(wire) is not an object") }
        self = try fields.mapValues(Value.init(wire:))
    }
    func wire() throws -> JSON { .object(try mapValues { try $0.wire() }) }
}

/// A secret can only be written, which reveals it.
extension Secret {
    func wire() throws -> JSON { .text(try reveal()) }
}
