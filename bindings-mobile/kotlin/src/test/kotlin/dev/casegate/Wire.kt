package dev.casegate

import java.time.Instant
import java.time.format.DateTimeFormatterBuilder
import java.util.Base64
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.primaryConstructor
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long

// Converts the scenarios' JSON to the library's types and back, by reflection.

private val RFC_3339 = DateTimeFormatterBuilder().appendInstant(3).toFormatter()

/** Converts [json] to a value of [type]. */
internal fun typed(type: KType, json: JsonElement): Any? {
    if (json is JsonNull) return null
    val kind = type.classifier as KClass<*>
    return when {
        kind == String::class -> json.jsonPrimitive.content
        kind == Boolean::class -> json.jsonPrimitive.boolean
        kind == Long::class -> json.jsonPrimitive.long
        kind == UInt::class -> json.jsonPrimitive.long.toUInt()
        kind == Money::class -> Money(json.jsonPrimitive.long)
        kind == Instant::class -> Instant.parse(json.jsonPrimitive.content)
        kind == ByteArray::class -> Base64.getDecoder().decode(json.jsonPrimitive.content)
        kind == List::class -> json.jsonArray.map { typed(type.arguments.single().type!!, it) }
        kind.isValue -> kind.primaryConstructor!!.call(json.jsonPrimitive.content)
        kind.java.isEnum -> kind.java.enumConstants.first { wireName(it as Enum<*>) == json.jsonPrimitive.content }
        kind.isSealed -> variant(kind, json.jsonObject)
        else -> record(kind, json.jsonObject)
    }
}

private fun variant(kind: KClass<*>, json: JsonObject): Any {
    val name = json.getValue("kind").jsonPrimitive.content
    val variant = kind.sealedSubclasses.first { lowered(it) == name }
    return variant.objectInstance ?: record(variant, JsonObject(json - "kind"))
}

internal fun record(kind: KClass<*>, json: JsonObject): Any {
    val constructor = kind.primaryConstructor!!
    val parameters = constructor.parameters.associateBy { it.name!! }
    return constructor.callBy(json.entries.associate { (name, part) ->
        val parameter = parameters.getValue(name)
        parameter to typed(parameter.type, part)
    })
}

/** Converts [value] to JSON. This reveals any secrets in it. */
internal fun plain(value: Any?): JsonElement = when (value) {
    null -> JsonNull
    is String -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is Long -> JsonPrimitive(value)
    is UInt -> JsonPrimitive(value.toLong())
    is Money -> JsonPrimitive(value.cents)
    is Instant -> JsonPrimitive(RFC_3339.format(value))
    is ByteArray -> JsonPrimitive(Base64.getEncoder().encodeToString(value))
    is List<*> -> JsonArray(value.map(::plain))
    is Map<*, *> -> JsonObject(value.entries.associate { (name, part) -> name as String to plain(part) })
    is Enum<*> -> JsonPrimitive(wireName(value))
    is Secret -> JsonPrimitive(value.reveal())
    else -> if (value::class.isValue) JsonPrimitive(value.toString()) else fields(value)
}

private fun fields(value: Any): JsonObject {
    val kind = value::class
    val properties = kind.memberProperties.associateBy { it.name }
    val names = kind.primaryConstructor?.parameters.orEmpty().map { it.name!! }
    val parts = names.associateWith { plain(properties.getValue(it).getter.call(value)) }
    val isVariant = kind.java.superclass != Any::class.java
    return JsonObject(if (isVariant) mapOf("kind" to JsonPrimitive(lowered(kind))) + parts else parts)
}

private fun lowered(kind: KClass<*>): String = kind.simpleName!!.replaceFirstChar(Char::lowercase)

/** Converts `WORK_VERIFICATION` to `workVerification`. */
private fun wireName(value: Enum<*>): String =
    value.name.split('_').joinToString("") { it.lowercase().replaceFirstChar(Char::uppercase) }
        .replaceFirstChar(Char::lowercase)
