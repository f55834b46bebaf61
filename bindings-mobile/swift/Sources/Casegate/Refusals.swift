import Foundation

extension PortalError {
    /// The stable code, whatever the kind.
    public var code: Code { parts.code }

    /// The reason as one fixed sentence, whatever the kind.
    public var reason: String { parts.reason }

    /// The input field at fault, if there is one, whatever the kind.
    public var field: String? { parts.field }

    private var parts: (code: Code, reason: String, field: String?) {
        switch self {
        case let .Invalid(code, reason, field), let .Denied(code, reason, field), let .NotFound(code, reason, field),
             let .Conflict(code, reason, field), let .Unavailable(code, reason, field), let .Internal(code, reason, field):
            return (code, reason, field)
        }
    }
}

extension PortalError: LocalizedError {
    public var errorDescription: String? { reason }
}
