### Everything people read, in English. Plain words, short sentences, no blame, no alarm.
### "We" is the firm; "you" is the client. Staff texts begin with "desk-" or belong to a staff page.

## Frame

skip-to-content = Skip to the content
nav-label = Your case
nav-home = Home
nav-documents = Documents
nav-signatures = Sign
nav-forms = Forms
nav-intake = Questions
nav-sessions = Where this link is open
nav-waiting = { $count ->
    [one] 1 thing is waiting for you
   *[other] { $count } things are waiting for you
}
leave = Leave
footer-help = Something unclear? { $firm } is glad to help: { $contact }
footer-help-plain = Something unclear? Just ask { $firm }.
save = Save
cancel = Cancel
download = Download
opens-elsewhere = (opens another website)
col-actions = Actions
copied = Copied.
copy-failed = Copying did not work here. The link is selected: copy it with your keyboard.
pager-next = More cases
pager-more = Show more
pager-older = Older entries
unit-days = days

## The door

landing-title = Open your case
landing-heading = { $firm } has opened a private page for you
landing-heading-neutral = Your tax professional has opened a private page for you
landing-lead = See where your case stands, get your documents, and answer questions when it suits you.
landing-open = Open my documents
landing-opening = Opening…
landing-code-label = Paste your link or code
landing-code-hint = It is in the message that your firm sent you. Copy all of it: it is long, and it begins with https or cgi1.
landing-code-open = Open
landing-offline = We could not reach the server. Your link is fine. Please check your connection and try again.
landing-assure-private = Only you and your firm can see this page. Please do not pass the link on.
landing-assure-no-password = No account and no password. The link is your key.
landing-assure-return = You can leave at any time and come back with the same link.

link-closed-title = This link no longer opens
link-closed-short = This link does not open anything now.
link-closed-what-to-do = What to do
link-closed-lead = Links stop working after a while, and a firm sometimes replaces one. It is nothing you did wrong.
link-closed-steps = How to get back in
link-closed-step-1 = Look for a newer message from your firm, and open the link in that one.
link-closed-step-2 = If the link was split over two lines, copy all of it and paste it on the next page.
link-closed-step-3 = Still closed? Ask your firm for a new link. It takes them a minute.
link-closed-step-3-contact = Still closed? Ask { $firm } for a new link. It takes them a minute: { $contact }
link-closed-safe = Your case, your documents and your answers are safe. Nothing was lost.
link-closed-paste = Paste a link or code

left-title = You have left your case
left-lead = Nobody can open it on this device without your link. Come back with the same link whenever you like.
left-shared-device = On a shared computer, also delete the files you downloaded, and close the message with your link.

leave-title = Leave your case on this device
leave-about = You can come back with the same link.
leave-ends = At the latest, this visit ends by itself on
leave-now = Leave now

sessions-title = Where this link is open
sessions-lead = Each device on which you opened your link. If you do not recognize one, end it, and tell your firm.
sessions-here = This device
sessions-opened = Opened
sessions-used = last used
sessions-end = End
sessions-unknown-device = Unknown device

## Home

home-title = Your case
home-updated = Updated
home-todo-title = For you to do
home-todo-none = Nothing to do right now. We will let you know when we need you.
home-phases-title = The whole way
home-documents-title = Latest documents
home-documents-all = All documents
turn-client = It is your turn
turn-firm = It is our turn
turn-agency = We are waiting for an answer
turn-nobody = This is complete
turn-party-client = You
turn-party-firm = Your firm
turn-party-agency = IRS or state
todo-signature = Sign
todo-form = Fill in
todo-intake = Answer questions

phase-qualification = Qualification
phase-discovery = Discovery
phase-strategy = Strategy
phase-implementation = Implementation
phase-workVerification = Work Verification
phase-about-qualification = We find out whether and how we can help.
phase-about-discovery = We collect the facts: what the IRS or state has on file, and what you tell us.
phase-about-strategy = We choose the way that fits you, and explain it.
phase-about-implementation = We carry the plan out with the IRS or state.
phase-about-workVerification = We check that everything was done and stays that way.
phase-state-notStarted = Not started
phase-state-inProgress = In progress
phase-state-waitingForYou = Waiting for you
phase-state-done = Done

progress-qualification-notStarted = We have not begun to look at your case yet.
progress-qualification-inProgress = We are looking at how we can help you.
progress-qualification-waitingForYou = We need something from you to see how we can help.
progress-qualification-done = We know how we can help you.
progress-discovery-notStarted = We have not begun to collect the facts yet.
progress-discovery-inProgress = We are collecting the facts of your case.
progress-discovery-waitingForYou = We need some facts from you.
progress-discovery-done = We have the facts of your case.
progress-strategy-notStarted = We have not begun to plan yet.
progress-strategy-inProgress = We are working out the best way for you.
progress-strategy-waitingForYou = Your plan is ready for your answer.
progress-strategy-done = Your plan is settled.
progress-implementation-notStarted = We have not begun to carry out your plan yet.
progress-implementation-inProgress = We are carrying out your plan.
progress-implementation-waitingForYou = We need something from you to carry on with your plan.
progress-implementation-done = Your plan has been carried out.
progress-workVerification-notStarted = The final check has not begun yet.
progress-workVerification-inProgress = We are checking that everything was done.
progress-workVerification-waitingForYou = We need something from you for the final check.
progress-workVerification-done = Everything is done and checked.

progress-qualification-next-firm = We read what you gave us and come back to you with what we can do. There is nothing for you to do now.
progress-qualification-next-client = Please look at the list below. Once we have it, we can tell you how we can help.
progress-qualification-next-agency = We asked the IRS or state for information. When it arrives, we tell you how we can help. There is nothing for you to do now.
progress-qualification-next-nobody = The next step is Discovery: we collect the facts.
progress-discovery-next-firm = We go through your records and the IRS or state files, and then explain what we found. There is nothing for you to do now.
progress-discovery-next-client = Please look at the list below. You do not have to do it all at once: your answers are kept.
progress-discovery-next-agency = We asked the IRS or state for your records. This can take several weeks. We tell you as soon as we have them. There is nothing for you to do now.
progress-discovery-next-nobody = The next step is Strategy: we work out the best way for you.
progress-strategy-next-firm = We compare your options and then explain them to you. There is nothing for you to do now.
progress-strategy-next-client = Please look at the list below. We begin as soon as we have your answer.
progress-strategy-next-agency = An answer from the IRS or state decides which way is open. We tell you when we have it. There is nothing for you to do now.
progress-strategy-next-nobody = The next step is Implementation: we carry the plan out.
progress-implementation-next-firm = We prepare what goes to the IRS or state and send it for you. There is nothing for you to do now.
progress-implementation-next-client = Please look at the list below. We cannot send the next part without it.
progress-implementation-next-agency = Your papers are with the IRS or state. Answers can take weeks or months. We watch the dates and tell you when there is news. There is nothing for you to do now.
progress-implementation-next-nobody = The next step is Work Verification: we check that everything was done.
progress-workVerification-next-firm = We compare the records with what was agreed. There is nothing for you to do now.
progress-workVerification-next-client = Please look at the list below. It is the last thing we need.
progress-workVerification-next-agency = We wait for the IRS or state to show the result in your records. There is nothing for you to do now.
progress-workVerification-next-nobody = There is nothing left to do. Your documents stay here for as long as your link works.

## Documents, signatures, forms

documents-title = Your documents
documents-lead = Everything your firm has given you here. Open one to download it.
documents-empty-title = No documents yet
documents-empty = When your firm gives you a document, you find it here.
documents-shared-device = On a shared computer, delete downloaded files when you are done.

document-kind-engagementLetter = Engagement letter
document-kind-signedAddendum = Signed addendum
document-kind-signedDocument = Signed document
document-kind-invoice = Invoice
document-kind-clientRetentionReport = Client retention report
document-kind-retentionCoverSheet = Cover sheet of the retention report
document-kind-taxOrganizer = Tax organizer
document-kind-profitAndLoss = Profit and loss statement
document-kind-irsFormFill = Completed IRS form

signatures-title = Sign
signatures-lead = Documents that need your signature. Read each one in peace, and ask us before you sign if anything is unclear.
signatures-pending = Waiting for your signature
signatures-past = Earlier
signatures-empty-title = Nothing to sign
signatures-empty = When a document needs your signature, you find it here.
signatures-sent = Sent
signatures-sign = Read and sign
signatures-where = Opens { $provider }, the signing service that your firm uses.

envelope-state-draft = Draft
envelope-state-sent = Sent
envelope-state-viewed = Opened
envelope-state-completed = Signed
envelope-state-declined = Declined
envelope-state-voided = Withdrawn
envelope-state-expired = Expired

forms-title = Forms
forms-lead = Longer forms that your firm prepared for you. You can stop at any time and go on later.
forms-empty-title = No forms yet
forms-empty = When your firm prepares a form for you, you find it here.
forms-added = Added
forms-changed = Last change
forms-open-open = Begin
forms-open-inProgress = Go on
forms-open-completed = Look at it again
forms-open-withdrawn = Open

form-state-open = Not started
form-state-inProgress = In progress
form-state-completed = Completed
form-state-withdrawn = Withdrawn

## Intake

intake-title = Questions about your situation
intake-lead = Your answers help us find the best way for you. Begin where you like. Estimates are fine: you can correct them until you send a section.
intake-sent = { $sent } of { $total } sections sent
intake-who-reads = Your firm reads your answers before anything is used. Nothing goes to the IRS or state from here.
intake-step = Section { $number } of { $total }
intake-back = All sections
intake-note = Please check:
intake-save = Save for later
intake-to-review = Check my answers
intake-draft-hint = Nothing is sent yet. You can look over your answers first.
intake-discard = Discard what I have not sent
intake-discard-confirm = Everything you entered in this section is deleted. This cannot be undone.
intake-discard-confirm-sent = What you entered since you last sent this section is deleted. What you sent stays with your firm. This cannot be undone.
intake-discard-do = Discard it
intake-totals = Your totals
intake-totals-hint = Worked out from your answers each time they are saved.
intake-list-empty = Nothing added yet.
intake-list-full = You have reached the most that fit here. Tell your firm if there are more.
intake-remove-row = Remove
intake-row-remove-confirm = Remove this entry and what you typed in it?
intake-sent-now = Sent.
intake-failed = That did not work. Nothing was lost; please try again.

intake-group-consultation = Your story
intake-group-about-consultation = In your own words: what happened, and what you hope for.
intake-group-financial = Your finances
intake-group-about-financial = What the IRS or state asks about income, property and expenses. Have a bank statement and a pay stub at hand.

intake-section-consultation = What brings you here
intake-section-about-consultation = What happened, which letters came, and what worries you most.
intake-section-household = You and your household
intake-section-about-household = Names, address, and who lives with you.
intake-section-accounts = Bank accounts and cash
intake-section-about-accounts = Accounts, investments, digital assets, cash and safe deposit boxes.
intake-section-realEstate = Real estate
intake-section-about-realEstate = Your home and any other land or buildings.
intake-section-otherAssets = Vehicles and other things of value
intake-section-about-otherAssets = Cars, boats, life insurance, tools, and what you gave away lately.
intake-section-creditCards = Credit cards
intake-section-about-creditCards = Cards, their limits, and what you owe on them.
intake-section-business = Your business
intake-section-about-business = Money that customers owe you, card payments, profit and loss. Only if you are self-employed.
intake-section-employment = Your job
intake-section-about-employment = Employer, pay and tax withheld, for you and your spouse.
intake-section-nonWageIncome = Other income
intake-section-about-nonWageIncome = What comes in each month besides wages.
intake-section-livingExpenses = Living expenses
intake-section-about-livingExpenses = What you really spend in a usual month. Estimates are fine.

intake-status-notStarted = Not started
intake-status-inProgress = In progress
intake-status-submitted = Sent
intake-status-beingReviewed = Being reviewed
intake-status-accepted = Accepted
intake-status-pleaseCheck = Please check

intake-row-notices-received = Letter
intake-row-members = Person
intake-row-bank = Account
intake-row-investment = Investment
intake-row-digital-asset = Digital asset
intake-row-safe-deposit = Safe deposit box
intake-row-property = Property
intake-row-asset = Thing of value
intake-row-transferred-asset = Thing given away or sold
intake-row-card = Card
intake-row-receivable = Customer
intake-row-merchant-account = Card service
intake-row-other = Other item
intake-add-notices-received = Add a letter
intake-add-members = Add a person
intake-add-bank = Add an account
intake-add-investment = Add an investment
intake-add-digital-asset = Add a digital asset
intake-add-safe-deposit = Add a safe deposit box
intake-add-property = Add a property
intake-add-asset = Add a vehicle or other thing
intake-add-transferred-asset = Add something given away or sold
intake-add-card = Add a card
intake-add-receivable = Add a customer who owes you
intake-add-merchant-account = Add a card service
intake-add-other = Add another item

field-optional = (optional)
field-choose = Please choose
field-not-applicable = Does not apply
field-secret-stored = Stored, ending in
field-secret-keep = Leave empty to keep it
field-secret-clear = Remove what is stored
field-on-record = Your firm has on record: { $value }
period-month = a month

autosave-idle = Your answers are saved as you go.
autosave-saving = Saving…
autosave-saved = Saved at
autosave-failed = Not saved yet. What you typed is still here, and we keep trying. Please leave this page open.
autosave-errors = Saved, except for what is marked in red. Please look at it again.
autosave-session-over = Your visit has ended, to keep your case private. What you typed is still on this page. Open your link again in a new tab, then come back here.
autosave-kept = Kept on this device.
autosave-offline = Kept on this device. It will be saved when it can be.

error-summary-title = Please look at these again

review-title = Check your answers
review-lead = This is what your firm will get. You can still change anything.
review-back = Back to the section
review-blank = Left empty
review-nothing = Nothing entered here.
review-missing = Before you can send this section
review-what-happens = When you send this section, your firm reviews it before anything is used.
review-nothing-new = Nothing has changed since you sent this section. Your firm has it.
review-submit = Send to my firm
review-change = Change something
review-print = Print

submitted-title = Your answers are with your firm
submitted-lead = Thank you. That was real work, and it helps.
submitted-section = Section
submitted-at = Sent
submitted-next-title = What happens next
submitted-next = Your firm reads your answers. If something needs another look, the section is marked "Please check".
submitted-continue = Go on with:
submitted-overview = All sections
submitted-home = Back to home

## Refusals

error-title = That did not work
error-calm = Nothing was lost.
error-back = Back
error-reference = If you ask your firm about it, mention this number: { $reference }

error-input_malformed = Something in what was sent is not right. Please go back and try again.
error-operation_unknown = This is not possible here.
error-text_required = Please fill this in.
error-text_too_long = This is longer than fits here. Please shorten it.
error-text_invalid = This has characters that we cannot keep. Please type it again.
error-list_too_long = These are more entries than fit here.
error-value_repeated = This is there twice. Please keep one.
error-number_out_of_range = This number is too small or too large.
error-amount_invalid = Please write the amount in dollars and cents, such as 1,250.00.
error-amount_out_of_range = This amount is larger than fits here. Please check it.
error-amount_negative = Please write this amount without a minus sign.
error-date_invalid = Please write this as a full date.
error-instant_invalid = This is not a date and time.
error-id_invalid = This does not name anything here. Please go back and try again.
error-link_address_invalid = Please give a full address that begins with https://
error-color_invalid = No text would be readable on this color. Please choose another.
error-logo_invalid = Please choose a PNG, JPEG or WebP image of at most 256 KB.
error-choice_invalid = Please choose one of the answers.
error-tin_invalid = A taxpayer number has nine digits. Please check it.
error-field_unknown = This question has changed. Please load the page again.
error-field_derived = This is worked out from your other answers.
error-answer_required = Please answer this before you send the section.
error-kind_never_visible = Documents of this kind are never shown to clients.
error-content_invalid = This file is empty, too large, or not what its name says.
error-expiry_out_of_range = Please choose a time between one hour and 366 days.
error-cursor_invalid = This list has changed. Please begin again at its top.
error-permission_missing = Your role does not allow this. Ask somebody in your firm who may.
error-link_invalid = This link does not open anything now. Ask your firm for a new one.
error-not_found = There is nothing here. It may have been moved or taken back.
error-client_number_taken = Another client has this client number.
error-case_required = Choose the case that this is about.
error-view_only = You are looking at this page for the client and cannot change anything.
error-audience_empty = Choose at least one person, or everyone.
error-lease_lost = Another process has taken this message since.
error-client_ambiguous = Choose an existing client or describe a new one, not both.
error-address_invalid = This is not an e-mail address.
error-party_exists = This person has this role at the client already.
error-firm_exists = This firm is set up already.
error-firm_identity_missing = Set your firm's name and logo first. Clients trust a page that shows whose it is.
error-origin_missing = The portal's own https address is not configured, so no link can be made.
error-changed_meanwhile = Somebody changed this meanwhile. Please load the page again and look before you go on.
error-base_stale = The value in the profile has changed since you looked. Nothing was overwritten. Please look again and decide.
error-state_forbids = This is not possible any more. Please load the page again to see how it stands.
error-too_many = There are too many of these already.
error-repeated_request = This was done already.
error-sealing_key_missing = This cannot be kept safely at the moment, so it was not kept. Please tell your firm.
error-key_unavailable = Something that keeps your data safe is not available now. Please try again later.
error-entropy_unavailable = This is not possible at the moment. Please try again.
error-store_busy = Many people are at work here right now. Please try again in a moment.
error-store_full = This cannot be saved at the moment. Please try again later.
error-store_read_only = Nothing can be changed at the moment. Please try again later.
error-store_unavailable = We cannot reach your case at the moment. Please try again in a few minutes.
error-outcome_unknown = We could not find out whether this was saved. Please load the page again and look.
error-blobs_unavailable = This file cannot be reached at the moment. Please try again in a few minutes.
error-clock_implausible = The portal's clock is wrong, so nothing can be done now. Please tell your firm.
error-store_foreign = The portal is not set up correctly. Please tell your firm.
error-store_newer = The portal is being updated. Please try again later.
error-store_corrupt = Something is wrong on our side. Please tell your firm.
error-stored_data_invalid = Something is wrong on our side. Please tell your firm.
error-stored_data_tampered = Something is wrong on our side. Please tell your firm.
error-defect = Something went wrong on our side. Nothing was changed. Please try again.

error-request_unproven = This page has been open too long, or was not sent from here. Please load it again and try once more.
error-staff_unknown = This does not open the desk.
error-request_too_large = This is larger than fits here.
error-request_type_wrong = This cannot be read here. Please go back and try again.
error-method_wrong = This is not possible here. Please go back and try again.

## Words used all over

done-saved = Saved.
done-added = Added. Your client sees it after you deliver it.
done-decided = Your decisions are kept.
done-revoked = Done. What was revoked opens nothing any more.
done-removed = Removed for good.
done-discarded = Discarded. What you had not sent is gone.
done-undone = Taken back. The profile says again what it said before.
done-ended = Ended. That device opens nothing any more without the link.
date = { $month } { $day }, { $year }
moment = { $date }, { $time }
time-am = { $time } AM UTC
time-pm = { $time } PM UTC
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

## Staff: frame

desk-name = Casegate desk
desk-nav = Desk
desk-nav-cases = Cases
desk-nav-settings = Firm settings
desk-nav-outbox = Outbox
outbox-title = What would have been sent
outbox-about = This demonstration has no mail server. Here is what a real host would have sent since it was started.
outbox-empty-title = Nothing yet
outbox-empty = A message is written when something is delivered to a party with an address, or when a client submits answers.
outbox-col-what = Message
outbox-col-to = To
outbox-col-when = When
outbox-secret = Shown once:
outbox-to-email = by e-mail
outbox-to-phone = by text message
outbox-to-staff = to a colleague
desk-leave = Leave
desk-error-code = Code:
desk-error-back = Go back
role-systemAdministrator = System administrator
role-impersonator = Viewer as a client
role-administrator = Administrator
role-practitioner = Practitioner
role-readOnly = Reader

enter-title = Enter the desk
enter-lead = Open the link that the server printed when it started, or paste its code.
enter-open = Enter
enter-code-label = Link or code
enter-code-hint = It is shown in the server's own window, and nowhere else.
enter-failed = This does not open the desk. Use the newest link that the server printed.

## Staff: cases

cases-title = Cases
cases-new = New case
cases-search-label = Find a case by client, subject or taxpayer number
cases-search-placeholder = Client, subject or taxpayer number
cases-search = Find
cases-col-client = Client
cases-col-stage = Stage
cases-col-tin = Taxpayer number
cases-col-touched = Last activity
cases-empty-title = No cases yet
cases-empty = Open the first one, and invite your client when it is ready.
cases-none-title = Nothing found
cases-none = Words are found by their beginnings, taxpayer numbers by all nine digits.
cases-none-yet-title = Nothing found so far
cases-none-yet = Not all cases were looked at. Go on with the next page, or search for more words.

case-paused = Paused for months
case-nav = This case
case-tab-overview = Overview
case-tab-documents = Documents
case-tab-envelopes = Signatures
case-tab-forms = Forms
case-tab-review = Review
case-tab-profile = Profile
case-tab-audit = Record

case-new-title = New case
case-new-lead = One engagement of one client. You invite the client afterwards.
case-new-client = Client's name
case-new-client-hint = As your client should read it.
case-new-engagement = What the engagement is about
case-new-engagement-hint = Your client reads this too, for example "Tax years 2019 to 2022".
case-new-tin = Taxpayer number
case-new-tin-hint = SSN or EIN, to find the case by. It is sealed, and only its last four digits are shown.
case-new-create = Open the case

case-edit-title = Client and engagement
case-edit-open = Change name, title or taxpayer number
case-edit-tin-hint = { $number } is on file. Leave this empty to keep it.
case-edit-tin-remove = Remove the number on file

case-internal-title = Internal
case-internal-hint = Only your firm sees this. None of it ever reaches the client.
case-stage = Stage
case-stage-hint = Your own name for where the work stands. The phase map in the settings turns it into what the client sees.
case-stage-unknown = The phase map does not know this stage. Your client keeps seeing where the case stood before.
case-blockers = Blockers
case-blockers-hint = One in each line.
case-notes = Notes
case-status-save = Save
case-tin-none = None was given.
case-sees-title = What your client sees
case-sessions-title = Open now
case-sessions-empty = No link of this case is open on any device.

guidance-ready = Ready to invite
guidance-not-ready = Not ready to invite yet
guidance-state-ok = Done
guidance-state-missing = Missing
guidance-state-warning = Take note
guidance-ok-firm_identity = Your firm's name and logo are set.
guidance-open-firm_identity = Your firm's name or logo is missing.
guidance-mend-firm_identity = Set them
guidance-ok-stage_mapped = The phase map knows this stage.
guidance-open-stage_mapped = The phase map does not know this stage.
guidance-mend-stage_mapped = Open the phase map
guidance-ok-document_delivered = A document is there for your client.
guidance-open-document_delivered = No document has been delivered yet. A good first one is the report of the Discovery phase.
guidance-mend-document_delivered = Deliver one
guidance-open-stage_not_mapped = The phase map does not know this stage, so your client keeps seeing where the case stood before.
guidance-mend-stage_not_mapped = Open the phase map
guidance-open-live_invites_on_paused_case = Nothing has happened here for months, and links still work. Revoke them, and re-issue when the work goes on.
guidance-mend-live_invites_on_paused_case = See the links

## Staff: invites

invites-title = Links
invites-new = New link
invites-empty-title = Nobody is invited yet
invites-empty = A link opens this case alone. You can make several, for example one for each spouse.
invites-revoke-all = Revoke all links of this case
invites-revoke-all-confirm = { $count ->
    [one] 1 link stops working at once, wherever it is open.
   *[other] All { $count } links stop working at once, wherever they are open.
}
invite-state-live = Works
invite-state-suspended = Paused
invite-state-expired = Expired
invite-state-revoked = Revoked
invite-ends-live = Works until
invite-ends-suspended = Portal access is off. Expires
invite-ends-expired = Expired
invite-ends-revoked = Would have expired
invite-used = last opened
invite-never-used = never opened
invite-made-by = Made by { $name }
invite-reissue = Re-issue
invite-reissue-confirm = This link stops working at once, and a new one with the same label takes its place.
invite-reissue-do = Revoke and make a new one
invite-revoke = Revoke
invite-revoke-confirm = This link stops working at once, wherever it is open. Nothing else on the case changes.
invite-revoke-do = Revoke this link
invite-new-title = New link
invite-new-lead = You see the link once. Send it the way you usually reach your client.
invite-label = For whom
invite-label-hint = Shown to you and to the client, for example "taxpayer" or "spouse".
invite-label-taxpayer = taxpayer
invite-label-spouse = spouse
invite-days = Works for
invite-days-hint = 1 to { $most } days. A link always ends.
invite-create = Make the link

link-once-title = Copy this link now
link-once-lead = This is the link for { $label }. It is shown this one time.
link-once-replaced = The earlier link has stopped working.
link-once-label = The link
link-once-copy = Copy the link
link-once-done = I have copied it
link-once-expires = It works until
link-once-hash = We keep only a fingerprint of it, so nobody can show it again. If it gets lost, re-issue it.
link-once-channel = Whoever has the link can open the case. Send it only to the person it is for.

## Staff: documents

desk-documents-title = Documents of this case
desk-documents-empty-title = No documents yet
desk-documents-empty = Add one below. Your client sees it only after you deliver it.
desk-documents-col-document = Document
desk-documents-col-client = For the client
desk-documents-col-added = Added
desk-documents-delivered = since
desk-documents-downloaded = downloaded
desk-documents-deliver = Deliver
desk-documents-withdraw = Withdraw
desk-documents-signed = Came back signed: it stays.
desk-documents-remove = Remove
desk-documents-remove-confirm = The document and its file are deleted. This cannot be undone.
desk-documents-remove-confirm-delivered = Your client sees this document now. It disappears for them too, and its file is deleted. This cannot be undone.
desk-documents-remove-do = Remove for good
desk-documents-add = Add a document
desk-documents-add-hint = Adding shows nothing to anybody. Delivering does.
desk-documents-name = Title
desk-documents-name-hint = As your client should read it.
desk-documents-kind = Kind
desk-documents-kind-hint = Decides whether it can be delivered at all.
desk-documents-kinds-visible = Can be delivered
desk-documents-kinds-internal = Stay inside the firm
desk-documents-file = File
desk-documents-file-hint = At most { $most }.
document-state-waiting = Not delivered
document-state-delivered = Delivered
document-state-withdrawn = Withdrawn
document-state-internal = Never shown

document-kind-transcriptDiagnostic = Transcript diagnostic
document-kind-operatorStrategyReport = Operator strategy report
document-kind-feeWorksheet = Fee worksheet
document-kind-draft = Draft

## Staff: signatures and forms

envelopes-title = Signatures on this case
envelopes-empty-title = Nothing sent for signature
envelopes-empty = Make an envelope for each document that needs a signature.
envelopes-new = New envelope
envelopes-name = Title
envelopes-name-hint = As your client should read it.
envelopes-signer = Who signs
envelopes-signer-hint = The name of the person, for example the taxpayer or the spouse.
envelopes-by = To be signed by { $signer }.
envelopes-create = Make a draft
envelopes-provider = Signing service: { $provider }
envelopes-link = Sign link
envelopes-link-hint = The full https address from your provider.
envelopes-send = Send
envelopes-signed-file = Signed document
envelopes-signed-file-hint = A PDF. It lands on the case, and your client can download it from then on.
envelopes-complete = Complete
envelopes-replace = Replace the signed file
envelopes-replace-about = If the wrong file was put here. Your client sees the right one from now on and the wrong one no more; it stays among the documents, where you can remove it.
envelopes-replace-reason = Why
envelopes-replace-reason-hint = For the record. Your client does not see it.
envelopes-replace-file = The right file
envelopes-replace-do = Replace it
envelope-move-viewed = Mark as opened
envelope-move-declined = Mark as declined
envelope-move-voided = Withdraw it
envelope-move-expired = Mark as expired

desk-forms-title = Forms of this case
desk-forms-empty-title = No forms yet
desk-forms-empty = Add the link of a form that you prepared, and your client can go on with it from the portal.
desk-forms-new = Add a form
desk-forms-name = Title
desk-forms-name-hint = For example "Form 433-A" or "Tax Organizer 2023".
desk-forms-link = Link
desk-forms-add = Add the form
form-move-open = Mark as not started
form-move-inProgress = Mark as in progress
form-move-completed = Mark as completed
form-move-withdrawn = Withdraw

## Staff: sensitive numbers

unmask = Show in full
unmask-about = Sensitive numbers show by their last four. When you look at one in full, the record says so.
unmask-about-one = Looking at it in full is written into the record.
unmask-once = In full, this one time. The record says that you looked.

## Staff: figures to review

staged-title = Figures to review
staged-lead = Your client's figures wait here. Only what you accept changes the financial profile, and nothing here ever touches the IRS record.
staged-empty-title = Nothing to review
staged-empty = When your client sends a section with figures, they wait here for you.
submission-title = As the client sent it
submission-lead = Everything that stood in this section when it was sent, whatever was decided since.
submission-open = Everything that was sent
submission-revision = form revision { $revision }
submission-empty-title = Nothing was answered
submission-empty = The section was sent without an answer.
staged-from = Sent by { $label },
staged-base = Client saw
staged-current = In the profile now
staged-proposed = Client proposes
staged-irs = IRS record
staged-irs-none = no figure
staged-asked = Asked
staged-stale = The profile has changed since the client saw it. Compare before you decide.
staged-contradicts = The IRS record says something else. The figures are kept apart, never averaged.
staged-save = Save my decisions
staged-accept-all = { $count ->
    [one] Accept the 1 that is clear
   *[other] Accept all { $count } that are clear
}
staged-accept-all-hint = Figures that are stale or contradict the IRS record are left for you to decide one by one.
staged-told = Sent, with nothing to decide
staged-told-hint = These sections hold words, no figures. Read them below, and the client sees them as accepted.
staged-read = I have read it
staged-stories = In the client's words
staged-stories-hint = Client story, kept as it was told. It never becomes a figure.
staged-decided = Decided lately
staged-decided-all = Show all decisions
staged-undo = Take back
staged-undo-confirm = The profile says again what it said before you accepted, and the figure waits for a decision again.
staged-undo-do = Take the acceptance back
staged-undo-refused = This acceptance cannot be taken back: the profile has changed since. Enter the right figure on the profile's page instead.
decision-later = Later
decision-accept = Accept
decision-accept-anyway = Accept anyway
decision-reject = Reject
decision-ask = Ask
decision-reason = Reason or question
decision-state-accepted = Accepted
decision-state-rejected = Rejected
decision-state-asked = Asked

## Staff: the financial profile

profile-title = Financial profile
profile-lead = What the case goes by. The IRS record is above what your firm verified, and both are above what the client says.
profile-contradictions = The tiers disagree
profile-contradictions-about = The figures are kept apart, never averaged. Find out which one is right, and enter it.
profile-disagrees = Disagrees
profile-empty-title = No figures yet
profile-empty = A figure comes here when you accept it on the review page, or enter it below.
profile-col-figure = Figure
profile-accepted-by = Accepted by { $name }
profile-change = Change
profile-back = Back to the profile
profile-enter = Enter a figure
profile-enter-which = Which figure
profile-enter-hint = Everything that can stand in the profile. What a client tells in their own words never does.
profile-enter-next = Go on
profile-set = Enter it by hand
profile-set-do = Enter the figure
profile-authority = By whose authority
profile-remove-firmVerified = Take our figure out
profile-remove-irsRecord = Take the IRS record's figure out
profile-remove-confirm = { $value } no longer stands in the profile. The record keeps who took it out.
profile-remove-do = Take it out
profile-row-which = Which one
profile-row-none = There is none yet.
profile-row-new = A new one
profile-row-begin = For a new one, begin with: { $field }
tier-irsRecord = IRS record
tier-firmVerified = Firm verified
tier-client = Client says now
authority-about-firmVerified = Your firm has seen proof of it.
authority-about-irsRecord = It stands in an IRS transcript or letter.

## Staff: the record

audit-title = Record of this case
audit-col-number = No.
audit-col-when = When
audit-col-who = Who
audit-col-what = What
audit-refused = Refused
audit-empty-title = Nothing recorded yet
audit-empty = Everything that is done on this case, and everything that was refused, is written down here.
act-register_firm = Registered the firm
act-update_firm = Changed the firm's settings
act-set_logo = Changed the firm's logo
act-set_phase_map = Changed the phase map
act-create_case = Opened the case
act-update_case = Changed the case
act-unmask_client_tin = Looked at the full taxpayer number
act-mint_invite = Made a link
act-revoke_invite = Revoked a link
act-revoke_all_invites = Revoked all links
act-reissue_invite = Re-issued a link
act-end_session = Ended a visit
act-add_document = Added a document
act-deliver_document = Delivered a document
act-withdraw_document = Withdrew a document
act-remove_document = Removed a document
act-read_document = Downloaded a document
act-create_envelope = Made an envelope
act-send_envelope = Sent an envelope
act-record_envelope_event = Noted what the signing service reported
act-complete_envelope = Completed an envelope
act-replace_signed_document = Replaced a signed document
act-add_form = Added a form
act-set_form_state = Changed how far a form is
act-remove_form = Withdrew a form
act-decide_figures = Decided on figures
act-decide_section = Decided on a section
act-undo_acceptance = Took an acceptance back
act-set_figure = Entered a figure
act-unmask_answer = Looked at a sensitive answer in full
act-unmask_figure = Looked at a sensitive figure in full
act-open_link = Opened the link
act-report_leak = Reported a leaked link
act-open_document = Downloaded a document
act-save_section = Saved answers
act-submit_section = Sent a section
act-discard_section = Took unsent answers back
act-end_my_session = Ended a visit on another device
act-leave = Left
chain-verified = Chain verified
chain-verified-about = { $count ->
    [one] The 1 entry is unchanged, and none is missing.
   *[other] All { $count } entries are unchanged, and none is missing.
}
chain-broken = The chain is broken
chain-broken-about = Entry { $number } is not what was written, or one before it is missing. Keep a copy of the store and find out why.
chain-checked = Checked
actor-staff = Staff
actor-client = Client
actor-unknown = Unknown
actor-host = The portal itself

## Staff: firm settings

settings-title = Firm settings
settings-lead = The portal shows your firm, not this program.
settings-identity = Name and face
settings-identity-about = Shown at the top of every page that a client opens. Needed before the first link.
settings-name = Firm's name
settings-contact = How clients reach you
settings-contact-hint = One line, such as a phone number. Shown wherever a client may be stuck.
settings-logo = Logo
settings-logo-hint = PNG, JPEG or WebP, at most 256 KB. A square one looks best.
settings-logo-now = Your logo now
settings-logo-remove = Remove the logo
settings-color = Color
settings-color-hint = Used for buttons and marks. Text on it turns black or white by itself.
settings-links = Links
settings-links-about = How long a link works unless you say otherwise when you make it.
settings-expiry = A link works for
settings-require-identity = No link before name and logo are set
settings-documents = Documents
settings-documents-about = Kinds that can be delivered. A client still sees a document only after somebody delivers it.
settings-documents-allowed = Clients may see
settings-documents-never = Never, whatever you choose
settings-check = System check
settings-check-about = Whether this installation is set up as the portal's promises require. For whoever runs it.
settings-check-fit = Fit for clients
settings-check-unfit = Not fit for clients
settings-check-none = Everything is as it should be.
settings-check-serious = Serious:
finding-seal_key_missing = There is no key to seal numbers with, so taxpayer and account numbers are refused.
finding-token_key_missing = There is no key for links. Whoever can write the database could make one up.
finding-index_key_missing = There is no key to find sealed numbers by, so a case is not found by its taxpayer number.
finding-outbox_key_missing = There is no key to seal access codes with, so no message with a code can be sent.
finding-outbox_not_taken = Messages have waited in the outbox for more than a day. Nothing sends them.
finding-jobs_not_run = Background work has been due for more than a day. Nothing runs it.
finding-origin_missing = The portal's own address is not set, so no link can be made.
finding-origin_not_https = The portal's address is not https. That is for trying it out on this machine alone.
finding-clock_behind = The clock is behind what happened last.
finding-clock_implausible = The clock is far ahead of what happened last and is not believed.
finding-store_in_memory = The data is kept in memory and is gone when the portal stops.
finding-store_not_fully_durable = A power failure may take the last changes.
finding-store_must_be_reopened = The database was replaced or a write failed. Restart the portal.
finding-store_beside_another_sqlite = Another copy of SQLite is loaded in the same program. It must not open this database.
finding-store_log_keeps_growing = The database's log cannot be brought home and keeps growing.
settings-phases = Phase map
settings-phases-about = What each of your own stages means to a client. Your stage names never leave the firm.
settings-phases-stage = Your stage
settings-phases-phase = Phase the client sees
settings-phases-turn = Waiting for
settings-phases-own = Your own words instead of ours
settings-phases-sentence = Where the case stands
settings-phases-next = What happens next
settings-phases-unknown = Cases stand at these stages, and the map does not know them:
settings-phases-hint = Empty a stage's name to drop its line.
settings-phases-add = Save and add lines
desk-turn-firm = The firm
desk-turn-client = The client
desk-turn-agency = IRS or state
desk-turn-nobody = Nobody: phase done

# Mails that the outbox asks the host to send. They name the firm and say nothing of what is inside.
mail-document-delivered-subject = { $firm } has a document for you
mail-document-delivered-body = { $firm } put a document into your portal. Open the portal with the link that you have from them.
mail-envelope-sent-subject = { $firm } asks for your signature
mail-envelope-sent-body = { $firm } asks you to sign a document. Open your portal with the link that you have from them.
mail-form-added-subject = { $firm } has a form for you
mail-form-added-body = { $firm } asks you to fill in a form. Open your portal with the link that you have from them.
mail-section-submitted-subject = A client has submitted answers
mail-section-submitted-body = A section of an intake was submitted. It waits for your review.
