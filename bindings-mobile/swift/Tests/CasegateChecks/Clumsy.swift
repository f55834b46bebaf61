import Casegate
import Foundation

// Mistakes that apps make.

final class SomeClock: Clock {
    let at: Date
    init(_ at: Date) { self.at = at }
    func now() throws -> Date { at }
}

func datesThatAreNoneDoNotCrash() throws {
    for odd in [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, 0x1p63] {
        let date = Date(timeIntervalSince1970: odd)
        let (desk, made) = try begin(try world())
        let error = try refusal("an expiry at \(odd)") {
            _ = try desk.mintInvite(input: MintInvite(caseId: made.caseId, label: "taxpayer", expiresAt: date))
        }
        try expect(error.code == .expiryOutOfRange, "\(error)")
        _ = try Portal.inMemory(clock: SomeClock(date)).desk(staff: staff).registerFirm(input: RegisterFirm(name: "Hartwell"))
    }
}

final class FailingBlobs: Blobs {
    struct DiskOf: Error { let client = "Dana Whitfield" }
    func put(key: String, index: UInt32, bytes: Data) throws { throw DiskOf() }
    func get(key: String, index: UInt32) throws -> Data? { throw DiskOf() }
    func delete(key: String) throws { throw DiskOf() }
}

func failingBlobsChangeNothing() throws {
    let portal = try Portal.inMemory(clock: FixedClock(), blobs: FailingBlobs())
    let (desk, made) = try begin(portal)
    let invoice = AddDocument(
        caseId: made.caseId, kind: .invoice, title: "Invoice 7", fileName: "invoice.pdf", mediaType: "application/pdf",
        content: Data("%PDF-1.4\n1 0 obj<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".utf8))
    let error = try refusal("a document without a place") { _ = try desk.addDocument(input: invoice) }
    try expect(error.code == .blobsUnavailable, "the place is named: \(error)")
    try expect(!"\(error) \(error.localizedDescription)".contains("Dana"), "what the app threw stays in the app")
    try expect(error.localizedDescription == error.reason, "people read the reason")
    try expect(try desk.listDocuments(input: ListDocuments(caseId: made.caseId)).documents.isEmpty, "nothing was kept")
}

func placesWhereNoStoreCanBeAreRefused() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let places: [(String, Code)] = [
        ("", .storeUnavailable), ("\(folder)/no such folder/portal.db", .storeUnavailable),
        ("\(folder)/a\0b.db", .storeUnavailable), (folder, .storeForeign),
    ]
    for (place, code) in places {
        let error = try refusal("a store at \(place)") { _ = try Portal.open(path: place) }
        try expect(error.code == code, "\(place) is \(error)")
    }
    let (desk, _) = try begin(try world())
    let error = try refusal("a text with a NUL") {
        _ = try desk.createCase(input: CreateCase(clientName: "Dana\0", title: "T", stage: "intake"))
    }
    try expect(error.code == .textInvalid && error.field == "clientName", "\(error)")
}

func manyTasksHaveOneSecret() async throws {
    let (desk, made) = try begin(try world())
    let minted = try await desk.mintInvite(input: MintInvite(caseId: made.caseId, label: "taxpayer"))
    let readers = await withTaskGroup(of: Int.self) { tasks in
        for _ in 0..<16 { tasks.addTask { (try? minted.link.reveal()) == nil ? 0 : 1 } }
        return await tasks.reduce(0, +)
    }
    try expect(readers == 1, "\(readers) tasks read the secret")
    let homes = try await withThrowingTaskGroup(of: String.self) { tasks in
        for _ in 0..<16 { tasks.addTask { try await desk.getCase(input: CaseRef(caseId: made.caseId)).title } }
        return try await tasks.reduce(into: []) { $0.append($1) }
    }
    try expect(homes.count == 16, "every task has its answer")
}

func aCancelledTaskFinishesItsCall() async throws {
    let desk = try world().desk(staff: staff)
    let call = Task { try await desk.registerFirm(input: RegisterFirm(name: "Hartwell")).name }
    call.cancel()
    try expect(try await call.value == "Hartwell", "the call is finished")
}

func linksAreMendedAndFound() throws {
    let (desk, made) = try begin(try world())
    let link = try desk.mintInvite(input: MintInvite(caseId: made.caseId, label: "taxpayer")).link.reveal()
    let code = repairLink(pasted: "see <\(link.prefix(40))=\r\n\(link.dropFirst(40))>.")
    try expect(code.map { link.hasSuffix($0) } == true, "the link is mended")
    try expect(repairLink(pasted: String(link.dropLast())) == nil, "half a link is none")
    let text = "\u{1F600} é \(link)."
    let leaks = scan(text: text)
    let start = String.Index(utf16Offset: Int(leaks[0].start), in: text)
    let end = String.Index(utf16Offset: Int(leaks[0].end), in: text)
    try expect(leaks.count == 1 && leaks[0].kind == .invite && String(text[start..<end]) == code, "it is found: \(leaks)")
}
