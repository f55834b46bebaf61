package dev.casegate

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

private val PDF = "%PDF-1.4\n1 0 obj<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".toByteArray()

private class MapBlobs : Blobs {
    val chunks = HashMap<Pair<String, UInt>, ByteArray>()
    var fails: Throwable? = null

    override fun put(key: String, index: UInt, bytes: ByteArray) {
        fails?.let { throw it }
        chunks[key to index] = bytes
    }

    override fun get(key: String, index: UInt): ByteArray? {
        fails?.let { throw it }
        return chunks[key to index]
    }

    override fun delete(key: String) {
        fails?.let { throw it }
        chunks.keys.removeIf { it.first == key }
    }
}

private class OddKeys(private val odd: Throwable) : Keys {
    override fun current(purpose: KeyPurpose): UInt? = throw odd

    override fun key(purpose: KeyPurpose, number: UInt): ByteArray? = throw odd
}

/** The failures of a plug-in. The last two are not exceptions in Kotlin. */
private val FAILURES = listOf(
    PlugInException.Unavailable(),
    IllegalStateException("disk of Dana Whitfield"),
    NotImplementedError("disk of Dana Whitfield"),
    OutOfMemoryError("disk of Dana Whitfield"),
)

/** An app's plug-ins, also when they fail. */
class PlugInsTest {
    private fun letter(case: CaseDetails) =
        AddDocument(case.caseId, DocumentKind.INVOICE, "Invoice 7", "invoice.pdf", "application/pdf", PDF)

    @Test
    fun documentsGoThroughTheAppsBlobs() {
        val blobs = MapBlobs()
        World(blobs = blobs).use { world ->
            val case = world.begin()
            val document = world.desk().addDocument(letter(case))
            assertEquals(1, blobs.chunks.size)
            val chunk = world.desk().readDocument(ReadDocument(case.caseId, document.documentId, 0u))
            assertArrayEquals(PDF, chunk.content)
            world.desk().removeDocument(DocumentRef(case.caseId, document.documentId))
            assertTrue(blobs.chunks.isEmpty())
        }
    }

    @Test
    fun failingBlobsAreAnErrorWithoutTheAppsDetails() {
        val blobs = MapBlobs()
        World(blobs = blobs).use { world ->
            val case = world.begin()
            for (failure in FAILURES) {
                blobs.fails = failure
                val refusal = assertThrows<PortalException.Unavailable> { world.desk().addDocument(letter(case)) }
                assertEquals(Code.BLOBS_UNAVAILABLE, refusal.code)
                assertFalse(refusal.message.contains("Dana"), refusal.message)
            }
            blobs.fails = null
            assertTrue(world.desk().listDocuments(ListDocuments(caseId = case.caseId)).documents.isEmpty())
            world.desk().addDocument(letter(case))
        }
    }

    @Test
    fun contentThatCannotBeFetchedOrRemovedIsAnError() {
        val blobs = MapBlobs()
        World(blobs = blobs).use { world ->
            val case = world.begin()
            val document = world.desk().addDocument(letter(case))
            val read = { world.desk().readDocument(ReadDocument(case.caseId, document.documentId, 0u)) }
            for (failure in FAILURES) {
                blobs.fails = failure
                assertEquals(Code.BLOBS_UNAVAILABLE, assertThrows<PortalException.Unavailable> { read() }.code)
            }
            blobs.fails = null
            assertArrayEquals(PDF, read().content)
            for (other in listOf(ByteArray(0), PDF + PDF, ByteArray(1_000_000))) {
                blobs.chunks.replaceAll { _, _ -> other }
                assertEquals(Code.STORED_DATA_INVALID, assertThrows<PortalException.Internal> { read() }.code)
            }
        }
    }

    @Test
    fun keysThatAreNoneAreRefused() {
        for (bytes in listOf(null, ByteArray(0), ByteArray(31) { 7 }, ByteArray(33) { 7 }, ByteArray(32))) {
            val keys = object : Keys {
                override fun current(purpose: KeyPurpose): UInt? = UInt.MAX_VALUE

                override fun key(purpose: KeyPurpose, number: UInt): ByteArray? = bytes
            }
            World(keys = keys).use { world ->
                val sealed = CreateCase("Dana Whitfield", "T", "intake", clientTin = "123-45-6789")
                world.begin()
                val refusal = assertThrows<PortalException.Unavailable> { world.desk().createCase(sealed) }
                assertEquals(Code.KEY_UNAVAILABLE to "clientTin", refusal.code to refusal.field)
            }
        }
    }

    @Test
    fun aPlugInThatCallsThePortalIsRefusedAndNotHung() {
        var portal: Portal? = null
        var refusal: PortalException? = null
        val staff = Staff(FirmId("firm_00000000000000000000000000000001"), "u-1", "Rosa", listOf(Role.ADMINISTRATOR))
        val clock = object : Clock {
            override fun now() = TestClock().at.also {
                val asked = portal
                portal = null
                asked?.let { refusal = assertThrows<PortalException> { it.desk(staff).getFirm() } }
            }
        }
        Portal.inMemory(clock = clock).use {
            portal = it
            assertEquals("Hartwell", it.desk(staff).registerFirm(RegisterFirm("Hartwell")).name)
            assertEquals(Code.STORE_BUSY, refusal?.code)
        }
    }

    @Test
    fun aFailingKeyStoreNeverPassesForNone() {
        for (failure in FAILURES) {
            World(keys = OddKeys(failure)).use { world ->
                val refusal = assertThrows<PortalException.Unavailable> { world.begin() }
                assertEquals(Code.KEY_UNAVAILABLE, refusal.code)
            }
        }
    }

    @Test
    fun aFailingClockIsAnErrorAndNothingMore() {
        var works = false
        val failures = FAILURES.iterator()
        val clock = object : Clock {
            override fun now() = if (works) TestClock().at else throw failures.next()
        }
        Portal.inMemory(clock = clock).use { portal ->
            val staff = Staff(FirmId("firm_00000000000000000000000000000001"), "u-1", "Rosa", listOf(Role.ADMINISTRATOR))
            while (failures.hasNext()) {
                val refusal = assertThrows<PortalException.Internal> {
                    portal.desk(staff).registerFirm(RegisterFirm("Hartwell"))
                }
                assertEquals(Code.DEFECT, refusal.code)
            }
            works = true
            assertEquals("Hartwell", portal.desk(staff).registerFirm(RegisterFirm("Hartwell")).name)
        }
    }
}
