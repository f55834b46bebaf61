import Casegate
import Foundation

// Checks of the portal as an app uses it: desk and visit, refusals, secrets, plug-ins, tasks. The
// first that fails ends the run.

struct Failed: Error, CustomStringConvertible {
    let description: String
}

func expect(_ holds: Bool, _ what: String) throws {
    if !holds { throw Failed(description: what) }
}

func refusal(_ what: String, _ work: () throws -> Void) throws -> PortalError {
    do { try work() } catch let error as PortalError { return error }
    throw Failed(description: "\(what) was not refused")
}

final class FixedClock: Clock {
    func now() throws -> Date { Date(timeIntervalSince1970: 1_795_348_800) }
}

final class OddKeys: Keys {
    struct Locked: Error {}
    func current(purpose: KeyPurpose) throws -> UInt32? { throw Locked() }
    func key(purpose: KeyPurpose, number: UInt32) throws -> Data? { throw Locked() }
}

let staff = Staff(
    firm: FirmId(text: "firm_00000000000000000000000000000001"), id: "u-1", name: "Rosa Reviewer", roles: [.administrator])

func begin(_ portal: Portal) throws -> (desk: Desk, case: CaseDetails) {
    let desk = try portal.desk(staff: staff)
    _ = try desk.registerFirm(input: RegisterFirm(name: "Hartwell Tax Advisory"))
    _ = try desk.updateFirm(input: UpdateFirm(identityCheck: .off))
    let made = try desk.createCase(input: CreateCase(clientName: "Dana Whitfield", title: "T", stage: "intake"))
    return (desk, made)
}

func world() throws -> Portal {
    try Portal.inMemory(origin: "https://portal.example", clock: FixedClock())
}

func secretsAreRevealedOnce() throws {
    let portal = try world()
    let (desk, made) = try begin(portal)
    let minted = try desk.mintInvite(input: MintInvite(caseId: made.caseId, label: "taxpayer"))
    try expect(!"\(minted)".contains("cgi1_"), "a minted invite prints no secret")
    try expect(try minted.link.reveal().hasPrefix("https://portal.example/i/"), "the link is there once")
    let again = try refusal("a second look") { _ = try minted.link.reveal() }
    try expect(again.code == .stateForbids, "and once only")
}

func refusalsNameCodeAndField() throws {
    let portal = try world()
    let (desk, _) = try begin(portal)
    let error = try refusal("a malformed id") { _ = try desk.getCase(input: CaseRef(caseId: CaseId(text: "x"))) }
    try expect(error.code == .inputMalformed && error.field == "caseId", "the field is named")
    try expect(!error.localizedDescription.contains(".rs"), "no path of the build is told")
    let text = "\(UpdateCase(caseId: CaseId(text: "not an id")))"
    try expect(text == "UpdateCase(redacted)", "printing never fails: \(text)")
}

func failingKeysAreNotNoKeys() throws {
    let portal = try Portal.inMemory(clock: FixedClock(), keys: OddKeys())
    let error = try refusal("a locked key store") { _ = try begin(portal) }
    try expect(error.code == .keyUnavailable, "a locked key store never passes for none")
}

func filesKeepEverything() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("portal.db").path
    do { _ = try begin(Portal.open(path: path)) }
    let firm = try Portal.open(path: path).desk(staff: staff).getFirm()
    try expect(firm.name == "Hartwell Tax Advisory", "the file keeps the firm")
}

func tasksUseTheSameDoors() async throws {
    let portal = try world()
    let (desk, made) = try begin(portal)
    let minted = try await desk.mintInvite(input: MintInvite(caseId: made.caseId, label: "taxpayer"))
    let link = try minted.link.reveal()
    let opened = try await portal.visitor().openLink(input: OpenLink(link: link))
    let visit = portal.visit(session: try opened.session.reveal())
    let home = try await visit.home()
    try expect(home.case.clientName == "Dana Whitfield", "a task reads the home")
}

do {
    try secretsAreRevealedOnce()
    try refusalsNameCodeAndField()
    try failingKeysAreNotNoKeys()
    try filesKeepEverything()
    try await tasksUseTheSameDoors()
    try datesThatAreNoneDoNotCrash()
    try failingBlobsChangeNothing()
    try placesWhereNoStoreCanBeAreRefused()
    try await manyTasksHaveOneSecret()
    try await aCancelledTaskFinishesItsCall()
    try linksAreMendedAndFound()
    let scenarios = try everyScenarioPlays(in: CommandLine.arguments[1])
    print("11 checks and \(scenarios) scenarios passed")
} catch {
    print("failed: \(error)")
    exit(1)
}
