package dev.casegate

import java.nio.file.Path
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Measures the cost of calls from the JVM into the library. Run by `cargo xtask bench mobile`, in release mode. */
class Bench {
    private inline fun measure(what: String, times: Int, work: () -> Unit) {
        repeat(times / 5) { work() }
        val best = (1..5).minOf {
            val begun = System.nanoTime()
            repeat(times) { work() }
            (System.nanoTime() - begun) / times
        }
        println("%-34s %10.1f us".format(what, best / 1000.0))
    }

    @Test
    fun calls(@TempDir folder: Path) {
        val begun = System.nanoTime()
        val portal = Portal.open(folder.resolve("portal.db").toString(), "https://portal.example", keys = TestKeys())
        println("%-34s %10.1f us".format("load the library, open a new file", (System.nanoTime() - begun) / 1000.0))
        portal.use {
            val desk = it.desk(Staff(FirmId("firm_00000000000000000000000000000001"), "u-1", "Rosa", listOf(Role.ADMINISTRATOR)))
            desk.registerFirm(RegisterFirm("Hartwell"))
            desk.updateFirm(UpdateFirm(identityCheck = IdentityCheck.OFF))
            val case = desk.createCase(CreateCase("Dana Whitfield", "T", "intake"))
            val link = desk.mintInvite(MintInvite(case.caseId, "taxpayer")).link.reveal()
            val visitor = it.visitor()
            measure("a call that does nothing", 20_000) { visitor.csrf() }
            val visit = it.visit(visitor.openLink(OpenLink(link)).session.reveal())
            measure("home", 1_000) { visit.home() }
            measure("redeem a link", 100) { visitor.openLink(OpenLink(link)) }
            val scan = "%PDF-1.4\n".toByteArray() + ByteArray(4 shl 20) + "\n%%EOF\n".toByteArray()
            val document = AddDocument(case.caseId, DocumentKind.INVOICE, "Scan", "scan.pdf", "application/pdf", scan)
            measure("keep a document of 4 MiB", 5) { desk.addDocument(document) }
        }
    }
}
