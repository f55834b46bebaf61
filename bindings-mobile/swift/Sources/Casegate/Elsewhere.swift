import Dispatch

/// Runs blocking work on a thread of a queue, so that no thread of Swift's concurrency waits for a disk.
func elsewhere<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async {
            continuation.resume(with: Result(catching: work))
        }
    }
}
