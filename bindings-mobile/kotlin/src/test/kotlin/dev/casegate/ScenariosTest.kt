package dev.casegate

import java.io.File
import kotlin.reflect.KFunction
import kotlin.reflect.full.memberFunctions
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.assertThrows

/** The flows that are shared by all languages. */
class ScenariosTest {
    @TestFactory
    fun scenarios(): List<DynamicTest> {
        val files = File("../../tests/scenarios").listFiles { file -> file.extension == "json" }!!.sorted()
        assertTrue(files.size >= 7)
        return files.map { file -> dynamicTest(file.nameWithoutExtension) { Flow(file).play() } }
    }
}

private val ROLES =
    mapOf("administrator" to Role.ADMINISTRATOR, "practitioner" to Role.PRACTITIONER, "readOnly" to Role.READ_ONLY)

private class Flow(file: File) {
    private val steps = Json.parseToJsonElement(file.readText()).jsonObject.getValue("steps").jsonArray
    private val world = World()
    private val kept = HashMap<String, JsonElement>()

    fun play() = world.use { steps.forEachIndexed { number, step -> play(number + 1, step.jsonObject) } }

    private fun play(number: Int, step: JsonObject) {
        world.clock.at = world.clock.at.plusMillis(step["wait"]?.jsonPrimitive?.long ?: 0)
        val operation = step["do"]?.jsonPrimitive?.content ?: return
        val place = "step $number ($operation)"
        val refused = step["refused"]?.jsonObject
        if (refused != null) {
            val refusal = assertThrows<PortalException>(place) { call(step, operation) }
            assertEquals(refused.getValue("code").jsonPrimitive.content, refusal.code.name.lowercase(), place)
            assertEquals(refused["field"]?.jsonPrimitive?.content, refusal.field, place)
            return
        }
        val answer = call(step, operation)
        step["expect"]?.let { contains(answer, filled(it), place) }
        step["keep"]?.jsonObject?.forEach { (name, pointer) -> kept[name] = at(answer, pointer.jsonPrimitive.content) }
    }

    private fun call(step: JsonObject, operation: String): JsonElement {
        val door = door(step.getValue("as").jsonPrimitive.content)
        val name = operation.split('_').joinToString("") { it.replaceFirstChar(Char::uppercase) }
            .replaceFirstChar(Char::lowercase)
        val method: KFunction<*> = door::class.memberFunctions.first { it.name == name }
        val input = method.parameters.drop(1).map { typed(it.type, filled(step["with"] ?: JsonObject(emptyMap()))) }
        return try {
            plain(method.call(door, *input.toTypedArray()))
        } catch (error: java.lang.reflect.InvocationTargetException) {
            throw error.targetException
        }
    }

    private fun door(who: String): Any = when (who) {
        in ROLES -> world.desk(ROLES.getValue(who))
        "visitor" -> world.visitor()
        "host" -> world.portal.host()
        else -> world.visit(kept.getValue(who).jsonPrimitive.content)
    }

    /** Returns [value] with every `$NAME` replaced by the value stored under that name. */
    private fun filled(value: JsonElement): JsonElement = when (value) {
        is JsonArray -> JsonArray(value.map(::filled))
        is JsonObject -> JsonObject(value.mapValues { filled(it.value) })
        is JsonPrimitive -> {
            val text = value.content
            val isName = value.isString && text.startsWith("$") && text.getOrElse(1) { ' ' }.isLetter()
            if (isName) kept.getValue(text.drop(1)) else value
        }
    }

    private fun contains(answer: JsonElement, expected: JsonElement, place: String) {
        when {
            expected == JsonPrimitive("*") -> {}
            expected is JsonObject -> expected.forEach { (name, part) ->
                val found = answer.jsonObject[name] ?: throw AssertionError("$place/$name is missing")
                contains(found, part, "$place/$name")
            }
            expected is JsonArray -> {
                assertEquals(expected.size, answer.jsonArray.size, place)
                expected.forEachIndexed { i, part -> contains(answer.jsonArray[i], part, "$place/$i") }
            }
            else -> assertEquals(expected, answer, place)
        }
    }

    private fun at(answer: JsonElement, pointer: String): JsonElement =
        pointer.removePrefix("/").split('/').fold(answer) { value, part ->
            if (value is JsonArray) value[part.toInt()] else value.jsonObject.getValue(part)
        }
}
