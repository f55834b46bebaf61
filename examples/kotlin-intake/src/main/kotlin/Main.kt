import dev.casegate.*
import java.nio.file.Files
import java.nio.file.Path
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking

// A client's portal in a terminal. It uses one file beside the program and no network.

private const val ORIGIN = "https://portal.example"

fun main(arguments: Array<String>) {
    val folder = arguments.firstOrNull()?.let(Path::of) ?: Files.createTempDirectory("casegate-intake")
    Portal.open(folder.resolve("portal.db").toString(), origin = ORIGIN).use { portal ->
        val made = makeLink(portal)
        println("A link for the client: $made")
        val link = ask("Paste a link, or press Enter to take that one").ifEmpty { made }
        try {
            runBlocking { fillIn(portal.visit(open(portal, link)).suspending()) }
        } catch (refusal: PortalException) {
            println("Refused: ${refusal.reason}" + (refusal.field?.let { " ($it)" } ?: ""))
            exitProcess(1)
        }
    }
}

/** Does what the firm does before: registers itself, creates a case, and mints a link. */
private fun makeLink(portal: Portal): String {
    val staff = Staff(FirmId("firm_00000000000000000000000000000001"), "u-1", "Rosa Reviewer", listOf(Role.ADMINISTRATOR))
    val desk = portal.desk(staff)
    try {
        desk.registerFirm(RegisterFirm("Hartwell Tax Advisory"))
        desk.updateFirm(UpdateFirm(identityCheck = IdentityCheck.OFF))
        val stage = MappedStage(stage = "intake", phase = Phase.DISCOVERY, waitingFor = WaitingFor.CLIENT)
        desk.setPhaseMap(SetPhaseMap(listOf(stage)))
    } catch (refusal: PortalException.Conflict) {
        check(refusal.code == Code.FIRM_EXISTS) { refusal.reason }
    }
    val case = desk.createCase(CreateCase("Dana Whitfield", "Tax years 2021 to 2023", "intake"))
    return desk.mintInvite(MintInvite(case.caseId, "taxpayer")).link.reveal()
}

/** Opens the link and returns the session, which an app keeps in the platform's key store. */
private fun open(portal: Portal, link: String): String = portal.visitor().openLink(OpenLink(link)).session.reveal()

private suspend fun fillIn(visit: SuspendingVisit) {
    val home = visit.home()
    println("\n${home.firm.name}\n${home.case.clientName}: ${home.case.title}")
    for (phase in home.progress?.phases.orEmpty()) println("  ${words(phase.phase.name)}: ${words(phase.state.name)}")

    val section = Section.CONSULTATION
    val form = visit.getSectionForm(SectionRef(section))
    println("\n${words(section.name)} (leave a line empty to skip it)")
    val entries = form.fields.filter { it.list == null && !it.derived }.mapNotNull { field ->
        val typed = ask(words(field.id) + if (field.required) " *" else "")
        typed.ifEmpty { null }?.let { Entry(field = field.id, value = EntryValue.Text(it)) }
    }

    val found = visit.checkSection(CheckSection(section, entries))
    for (problem in found.refused + found.problems) println("  ${words(problem.path)}: ${words(problem.code)}")
    val refused = found.refused.map { it.path }
    val saved = visit.saveSection(SaveSection(section, entries.filter { it.field !in refused }))
    println("Saved as a draft.")
    if (saved.problems.isNotEmpty()) return println("It can be submitted once nothing is missing.")
    val submitted = visit.submitSection(SubmitSection(section, saved.version))
    println("${words(submitted.status.name)} at ${submitted.submittedAt}.")
    visit.leave()
}

private fun ask(question: String): String {
    print("$question: ")
    return readlnOrNull().orEmpty().trim().also { if (it.isEmpty()) println() }
}

private fun words(name: String): String = name.lowercase().replace('_', ' ')
