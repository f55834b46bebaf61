package dev.casegate

/** The stable code, whatever the kind. */
public val PortalException.code: Code
    get() = when (this) {
        is PortalException.Invalid -> code
        is PortalException.Denied -> code
        is PortalException.NotFound -> code
        is PortalException.Conflict -> code
        is PortalException.Unavailable -> code
        is PortalException.Internal -> code
    }

/** The reason as one fixed sentence, whatever the kind. */
public val PortalException.reason: String
    get() = when (this) {
        is PortalException.Invalid -> reason
        is PortalException.Denied -> reason
        is PortalException.NotFound -> reason
        is PortalException.Conflict -> reason
        is PortalException.Unavailable -> reason
        is PortalException.Internal -> reason
    }

/** The input field at fault, if there is one, whatever the kind. */
public val PortalException.field: String?
    get() = when (this) {
        is PortalException.Invalid -> field
        is PortalException.Denied -> field
        is PortalException.NotFound -> field
        is PortalException.Conflict -> field
        is PortalException.Unavailable -> field
        is PortalException.Internal -> field
    }
