import Casegate
import Foundation

// A client's portal in a terminal. It uses one file beside the program and no network.

/// Does what the firm does before: registers itself, creates a case, and mints a link.
func makeLink(_ portal: Portal) throws -> String {
    let firm = FirmId(text: "firm_00000000000000000000000000000001")
    let desk = try portal.desk(staff: Staff(firm: firm, id: "u-1", name: "Rosa Reviewer", roles: [.administrator]))
    do {
        _ = try desk.registerFirm(input: RegisterFirm(name: "Hartwell Tax Advisory"))
        _ = try desk.updateFirm(input: UpdateFirm(identityCheck: .off))
    } catch let refusal as PortalError where refusal.code == .firmExists {
        // The firm was registered when the folder was used before.
    }
    let made = try desk.createCase(
        input: CreateCase(clientName: "Dana Whitfield", title: "Tax years 2021 to 2023", stage: "intake"))
    return try desk.mintInvite(input: MintInvite(caseId: made.caseId, label: "taxpayer")).link.reveal()
}

func fillIn(_ visit: Visit) throws {
    let home = try visit.home()
    print("\n\(home.firm.name)\n\(home.case.clientName): \(home.case.title)")
    for phase in home.progress?.phases ?? [] { print("  \(phase.phase): \(phase.state)") }

    let section = Section.consultation
    let form = try visit.getSectionForm(input: SectionRef(section: section))
    print("\n\(section) (leave a line empty to skip it)")
    let entries = form.fields.filter { $0.list == nil && !$0.derived }.compactMap { field -> Entry? in
        let typed = ask(words(field.id) + (field.required ? " *" : ""))
        return typed.isEmpty ? nil : Entry(field: field.id, value: .text(text: typed))
    }

    let found = try visit.checkSection(input: CheckSection(section: section, entries: entries))
    for problem in found.refused + found.problems { print("  \(words(problem.path)): \(words(problem.code))") }
    let refused = Set(found.refused.map(\.path))
    let saved = try visit.saveSection(
        input: SaveSection(section: section, entries: entries.filter { !refused.contains($0.field) }))
    print("Saved as a draft.")
    guard saved.problems.isEmpty else { return print("It can be submitted once nothing is missing.") }
    let submitted = try visit.submitSection(input: SubmitSection(section: section, version: saved.version))
    print("\(submitted.status)")
    _ = try visit.leave()
}

func ask(_ question: String) -> String {
    print(question, terminator: ": ")
    let typed = (readLine() ?? "").trimmingCharacters(in: .whitespaces)
    if typed.isEmpty { print() }
    return typed
}

func words(_ name: String) -> String { name.replacingOccurrences(of: "_", with: " ") }

func run() throws {
    let folder = CommandLine.arguments.dropFirst().first.map(URL.init(fileURLWithPath:))
        ?? FileManager.default.temporaryDirectory.appendingPathComponent("casegate-intake-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("portal.db").path
    let portal = try Portal.open(path: file, origin: "https://portal.example")
    let made = try makeLink(portal)
    print("A link for the client: \(made)")
    let pasted = ask("Paste a link, or press Enter to take that one")
    let opened = try portal.visitor().openLink(input: OpenLink(link: pasted.isEmpty ? made : pasted))
    try fillIn(portal.visit(session: try opened.session.reveal()))
}

do {
    try run()
} catch let refusal as PortalError {
    print("Refused: \(refusal.reason)" + (refusal.field.map { " (\($0))" } ?? ""))
    exit(1)
}
