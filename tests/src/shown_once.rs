//! What does not compile: every way to have a secret twice (SECURITY TOK-07).
//!
//! Each example that must not compile stands beside one that must, and that differs from it by nothing else; so it fails for
//! its reason and not for a name that has changed. Which traits the types lack besides is in `tests/secret_types.rs`.
//!
//! # It is given up by revealing it
//! ```
//! # use casegate::foundation::secret::InviteSecret;
//! fn once(secret: InviteSecret) -> usize {
//!     secret.reveal(str::len)
//! }
//! ```
//! ```compile_fail,E0382
//! # use casegate::foundation::secret::InviteSecret;
//! fn twice(secret: InviteSecret) -> usize {
//!     secret.reveal(str::len) + secret.reveal(str::len)
//! }
//! ```
//! ```compile_fail,E0382
//! # use casegate::foundation::secret::SessionSecret;
//! fn twice(secret: SessionSecret) -> usize {
//!     secret.reveal(str::len) + secret.reveal(str::len)
//! }
//! ```
//! ```compile_fail,E0507
//! # use casegate::foundation::secret::InviteSecret;
//! fn lent(secret: &InviteSecret) -> usize {
//!     secret.reveal(str::len)
//! }
//! ```
//!
//! # It does not outlive its link
//! ```
//! # use casegate::foundation::{origin::Origin, secret::{InviteSecret, RevealedLink}};
//! fn link(secret: InviteSecret, origin: &Origin) -> RevealedLink {
//!     let selector = secret.selector();
//!     let link = secret.into_link(origin);
//!     println!("{selector}");
//!     link
//! }
//! ```
//! ```compile_fail,E0382
//! # use casegate::foundation::{origin::Origin, secret::{InviteSecret, RevealedLink}};
//! fn link(secret: InviteSecret, origin: &Origin) -> RevealedLink {
//!     let link = secret.into_link(origin);
//!     let selector = secret.selector();
//!     println!("{selector}");
//!     link
//! }
//! ```
//!
//! # What it hands out does not stay
//! ```
//! # use casegate::foundation::secret::InviteSecret;
//! fn measured(secret: InviteSecret) -> usize {
//!     secret.reveal(|text| text.len())
//! }
//! ```
//! ```compile_fail
//! # use casegate::foundation::secret::InviteSecret;
//! fn kept(secret: InviteSecret) -> &'static str {
//!     secret.reveal(|text| text)
//! }
//! ```
//!
//! # It is not doubled, printed, compared or written
//! ```
//! # use casegate::foundation::secret::InviteSecret;
//! fn shown(secret: &InviteSecret) -> String {
//!     format!("{secret:?}")
//! }
//! ```
//! ```compile_fail,E0277
//! # use casegate::foundation::secret::InviteSecret;
//! fn shown(secret: &InviteSecret) -> String {
//!     format!("{secret}")
//! }
//! ```
//! ```compile_fail,E0599
//! # use casegate::foundation::secret::InviteSecret;
//! fn doubled(secret: InviteSecret) -> (InviteSecret, InviteSecret) {
//!     (secret.clone(), secret)
//! }
//! ```
//! ```compile_fail,E0369
//! # use casegate::foundation::secret::InviteSecret;
//! fn compared(secret: InviteSecret, other: InviteSecret) -> bool {
//!     secret == other
//! }
//! ```
//! ```compile_fail,E0277
//! # use casegate::foundation::secret::InviteSecret;
//! fn written(secret: &InviteSecret) -> serde_json::Result<String> {
//!     serde_json::to_string(secret)
//! }
//! ```
//! The same functions over a text compile:
//! ```
//! fn shown(secret: &String) -> String {
//!     format!("{secret}")
//! }
//! fn doubled(secret: String) -> (String, String) {
//!     (secret.clone(), secret)
//! }
//! fn compared(secret: String, other: String) -> bool {
//!     secret == other
//! }
//! fn written(secret: &String) -> serde_json::Result<String> {
//!     serde_json::to_string(secret)
//! }
//! ```
