package dev.casegate

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.io.path.name
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS
import org.junit.jupiter.api.io.TempDir

private val STAFF = Staff(FirmId("firm_00000000000000000000000000000001"), "u-1", "Rosa", listOf(Role.ADMINISTRATOR))

/** Mistakes of apps, none of which may crash, hang, leak, or reveal more than a refusal does. */
class ClumsyTest {
    @Test
    fun aDoorThatIsClosedMeanwhileFinishesWhatItBegan() = repeat(20) {
        val world = World()
        val case = world.begin()
        val desk = world.desk()
        val ended = ConcurrentHashMap<String, Int>()
        val callers = List(4) {
            thread {
                repeat(25) {
                    val end = try { desk.getCase(CaseRef(case.caseId)).title } catch (e: Exception) { e.javaClass.simpleName }
                    ended.merge(end, 1, Int::plus)
                }
            }
        }
        desk.close()
        desk.close()
        world.close()
        callers.forEach { it.join() }
        assertTrue(setOf(case.title, "IllegalStateException").containsAll(ended.keys), "$ended")
        assertEquals(100, ended.values.sum())
    }

    @Test
    fun whatWasClosedStillPrints() {
        val world = World()
        val minted = world.desk().mintInvite(MintInvite(world.begin().caseId, "taxpayer"))
        val things = listOf(world.portal, world.desk(), world.visitor(), minted.link)
        assertEquals("Desk(administrator of firm_00000000000000000000000000000001)", "${things[1]}")
        things.forEach { (it as AutoCloseable).close() }
        assertEquals("[Portal(closed), Desk(closed), Visit(closed), Secret(closed)]", "$things")
        assertEquals("RevealedInvite(redacted)", "$minted")
    }

    @Test
    fun aRefusalPrintsItsCodeAndNothingElse() = World().use { world ->
        world.begin()
        val refusal = assertThrows<PortalException> { world.desk().getCase(CaseRef(CaseId("/home/dana.rs"))) }
        val said = "code=INPUT_MALFORMED, reason=the input does not have the shape this operation takes, field=caseId"
        assertEquals("PortalException.Invalid($said)", refusal.toString())
        assertEquals(said, refusal.message)
        assertNull(refusal.cause)
        assertTrue(refusal.stackTrace.all { it.fileName?.endsWith(".rs") != true })
    }

    @Test
    fun halfAnEmojiArrivesAsTheReplacementCharacter() = World().use { world ->
        world.begin()
        val half = "Dana \uD83D"
        assertEquals("Dana \uFFFD", world.desk().createCase(CreateCase(half, "T", "intake")).clientName)
        assertFalse(world.portal.visit(half).csrfMatches(half))
        assertThrows<PortalException.Denied> { world.visitor().openLink(OpenLink(half)) }
        assertEquals("Dana 😀", world.desk().createCase(CreateCase("Dana 😀", "T", "intake")).clientName)
    }

    @Test
    fun textsThatCannotBeAreRefusals() = World().use { world ->
        world.begin()
        val huge = "x".repeat(16 * 1024 * 1024)
        for ((text, code) in listOf("Dana\u0000" to Code.TEXT_INVALID, huge to Code.TEXT_TOO_LONG, "" to Code.TEXT_REQUIRED)) {
            val refusal = assertThrows<PortalException.Invalid> { world.desk().createCase(CreateCase(text, "T", "intake")) }
            assertEquals(code to "clientName", refusal.code to refusal.field)
        }
        assertThrows<PortalException.Denied> { world.visitor().openLink(OpenLink(huge)) }
        Unit
    }

    @Test
    fun placesWhereNoStoreCanBeAreRefusals(@TempDir folder: Path) {
        val places = mapOf(
            "" to Code.STORE_UNAVAILABLE,
            "$folder/none/portal.db" to Code.STORE_UNAVAILABLE,
            "$folder/a\u0000b.db" to Code.STORE_UNAVAILABLE,
            "$folder/${"x".repeat(5_000)}" to Code.STORE_UNAVAILABLE,
            "$folder" to Code.STORE_FOREIGN,
        )
        for ((place, code) in places) {
            val refusal = assertThrows<PortalException>(place) { Portal.open(place) }
            assertEquals(code, refusal.code, place)
            assertFalse(refusal.toString().contains(folder.name), refusal.toString())
        }
    }

    @Test
    fun twoPortalsShareAFile(@TempDir folder: Path) {
        val file = folder.resolve("portal.db").toString()
        Portal.open(file).use { one ->
            Portal.open(file).use { other ->
                one.desk(STAFF).registerFirm(RegisterFirm("Hartwell"))
                val writers = List(8) { number ->
                    val desk = (if (number % 2 == 0) one else other).desk(STAFF)
                    thread { desk.use { repeat(10) { desk.createCase(CreateCase("Dana", "T", "intake")) } } }
                }
                writers.forEach { it.join() }
                assertEquals(80, other.desk(STAFF).listCases(ListCases(limit = 100u)).cases.size)
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    fun theFileIsLetGoOfWithTheLastDoor(@TempDir folder: Path) {
        val file = folder.resolve("portal.db")
        val opened = { Files.list(Path.of("/proc/self/fd")).use { all -> all.filter { isAt(it, file) }.count() } }
        val portal = Portal.open(file.toString())
        val desk = portal.desk(STAFF)
        assertThrows<PortalException> { desk.createCase(CreateCase("half \uD83D", "T", "intake")) }
        portal.close()
        desk.registerFirm(RegisterFirm("Hartwell"))
        assertTrue(opened() > 0)
        desk.close()
        assertEquals(0, opened())
    }

    private fun isAt(descriptor: Path, file: Path): Boolean =
        runCatching { Files.readSymbolicLink(descriptor).toString().startsWith("$file") }.getOrDefault(false)

    @Test
    fun aSecretHasOneReader() = World().use { world ->
        val minted = world.desk().mintInvite(MintInvite(world.begin().caseId, "taxpayer"))
        assertEquals(minted, minted.copy())
        val readers = AtomicInteger()
        val threads = List(16) {
            thread { runCatching { minted.copy().link.reveal() }.onSuccess { readers.incrementAndGet() } }
        }
        threads.forEach { it.join() }
        assertEquals(1, readers.get())
    }

    @Test
    fun aCancelledCoroutineEndsOnceItsCallHas() {
        val begun = CountDownLatch(1)
        val mayGoOn = CountDownLatch(1)
        val clock = object : Clock {
            override fun now() = TestClock().at.also {
                begun.countDown()
                mayGoOn.await()
            }
        }
        Portal.inMemory(clock = clock).use { portal ->
            val desk = portal.desk(STAFF)
            runBlocking {
                val call = async(Dispatchers.Default) {
                    desk.suspending().registerFirm(RegisterFirm("Hartwell"))
                }
                begun.await()
                call.cancel()
                assertFalse(call.isCompleted)
                mayGoOn.countDown()
                assertThrows<CancellationException> { call.await() }
            }
            assertEquals("Hartwell", desk.getFirm().name)
        }
    }

    @Test
    fun aHundredThousandCallsLeaveNothingBehind() {
        val plugged = { FfiConverterTypeClock.handleMap.size + FfiConverterTypeKeys.handleMap.size }
        val before = plugged()
        World().use { world ->
            world.visitor().use { visitor -> repeat(100_000) { visitor.csrf() } }
            repeat(1_000) { world.visitor().close() }
            val during = plugged()
            repeat(1_000) { assertThrows<PortalException> { world.visitor().use { it.home() } } }
            assertTrue(plugged() <= during)
        }
        // The count is lower if garbage of other tests was collected meanwhile.
        assertTrue(plugged() <= before)
    }
}
