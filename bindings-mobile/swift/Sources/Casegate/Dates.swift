import Foundation

/// Returns the nearest date that the library can read: within 30,000 years of 1970. A date that is not a number becomes the earliest one.
func storable(_ date: Date) -> Date {
    Date(timeIntervalSince1970: max(-1.0e12, min(date.timeIntervalSince1970, 1.0e12)))
}
