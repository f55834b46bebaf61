package dev.casegate

import java.time.Instant

/** A clock that a test sets. */
internal class TestClock(var at: Instant = Instant.parse("2026-11-22T12:00:00Z")) : Clock {
    override fun now(): Instant = at
}

/** A key for every purpose. */
internal class TestKeys : Keys {
    override fun current(purpose: KeyPurpose): UInt? = 1u

    override fun key(purpose: KeyPurpose, number: UInt): ByteArray? =
        ByteArray(32) { (1 + 70 * purpose.ordinal + it).toByte() }
}

/** A portal in memory, with a firm in it. */
internal class World(keys: Keys = TestKeys(), blobs: Blobs? = null) : AutoCloseable {
    val clock = TestClock()
    val portal = Portal.inMemory("https://portal.example", clock, keys, blobs)

    fun desk(role: Role = Role.ADMINISTRATOR): Desk {
        val firm = FirmId("firm_00000000000000000000000000000001")
        return portal.desk(Staff(firm, "u-1", "Rosa Reviewer", listOf(role)), Source("10.0.0.1"))
    }

    fun visitor(): Visit = portal.visitor(Source("203.0.113.7"))

    fun visit(session: String): Visit = portal.visit(session, Source("203.0.113.7"))

    /** Registers the firm and creates a case for which a link can be minted. */
    fun begin(): CaseDetails {
        val desk = desk()
        desk.registerFirm(RegisterFirm("Hartwell Tax Advisory"))
        desk.updateFirm(UpdateFirm(identityCheck = IdentityCheck.OFF))
        return desk.createCase(CreateCase("Dana Whitfield", "Tax years 2021 to 2023", "intake"))
    }

    /** Opens a visit to [case] by a new link. */
    fun open(case: CaseDetails): Visit {
        val link = desk().mintInvite(MintInvite(case.caseId, "taxpayer")).link.reveal()
        return visit(visitor().openLink(OpenLink(link)).session.reveal())
    }

    override fun close() = portal.close()
}
