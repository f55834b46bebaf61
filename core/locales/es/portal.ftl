### Todo lo que leen las personas, en español. Palabras sencillas, frases cortas, sin culpas ni alarmas; siempre de usted.
### «Nosotros» es el despacho; «usted» es el cliente. Los textos del personal empiezan con «desk-» o son de una de sus páginas.

## Frame

skip-to-content = Ir al contenido
nav-label = Su caso
nav-home = Inicio
nav-documents = Documentos
nav-signatures = Firmar
nav-forms = Formularios
nav-intake = Preguntas
nav-sessions = Dónde está abierto este enlace
nav-waiting = { $count ->
    [one] 1 asunto espera por usted
   *[other] { $count } asuntos esperan por usted
}
leave = Salir
footer-help = ¿Hay algo que no está claro? { $firm } le ayuda con gusto: { $contact }
footer-help-plain = ¿Hay algo que no está claro? Pregunte a { $firm }.
save = Guardar
cancel = Cancelar
download = Descargar
opens-elsewhere = (abre otro sitio web)
col-actions = Acciones
copied = Copiado.
copy-failed = Aquí no se pudo copiar. El enlace está seleccionado: cópielo con el teclado.
pager-next = Más casos
pager-more = Mostrar más
pager-older = Entradas anteriores
unit-days = días

## The door

landing-title = Abra su caso
landing-heading = { $firm } abrió una página privada para usted
landing-heading-neutral = Su profesional de impuestos abrió una página privada para usted
landing-lead = Vea cómo va su caso, reciba sus documentos y responda las preguntas cuando le convenga.
landing-open = Abrir mis documentos
landing-opening = Abriendo…
landing-code-label = Pegue su enlace o código
landing-code-hint = Está en el mensaje que le envió su despacho. Cópielo completo: es largo y empieza con https o cgi1.
landing-code-open = Abrir
landing-offline = No pudimos comunicarnos con el servidor. Su enlace está bien. Revise su conexión e intente de nuevo.
landing-assure-private = Solo usted y su despacho pueden ver esta página. Por favor, no comparta el enlace.
landing-assure-no-password = Sin cuenta y sin contraseña. El enlace es su llave.
landing-assure-return = Puede salir en cualquier momento y volver con el mismo enlace.

link-closed-title = Este enlace ya no se abre
link-closed-short = Este enlace no abre nada en este momento.
link-closed-what-to-do = Qué puede hacer
link-closed-lead = Los enlaces dejan de funcionar después de un tiempo, y a veces el despacho los reemplaza. Usted no hizo nada mal.
link-closed-steps = Cómo volver a entrar
link-closed-step-1 = Busque un mensaje más reciente de su despacho y abra el enlace que trae.
link-closed-step-2 = Si el enlace quedó partido en dos líneas, cópielo completo y péguelo en la página siguiente.
link-closed-step-3 = ¿Sigue cerrado? Pida a su despacho un enlace nuevo. Les toma un minuto.
link-closed-step-3-contact = ¿Sigue cerrado? Pida a { $firm } un enlace nuevo. Les toma un minuto: { $contact }
link-closed-safe = Su caso, sus documentos y sus respuestas están a salvo. No se perdió nada.
link-closed-paste = Pegar un enlace o código

left-title = Usted salió de su caso
left-lead = Nadie puede abrirlo en este dispositivo sin su enlace. Vuelva con el mismo enlace cuando quiera.
left-shared-device = En una computadora compartida, borre también los archivos que descargó y cierre el mensaje con su enlace.

leave-title = Salir de su caso en este dispositivo
leave-about = Puede volver con el mismo enlace.
leave-ends = A más tardar, esta visita termina por sí sola el
leave-now = Salir ahora

sessions-title = Dónde está abierto este enlace
sessions-lead = Cada dispositivo en el que usted abrió su enlace. Si no reconoce alguno, ciérrelo y avise a su despacho.
sessions-here = Este dispositivo
sessions-opened = Abierto
sessions-used = último uso
sessions-end = Cerrar
sessions-unknown-device = Dispositivo desconocido

## Home

home-title = Su caso
home-updated = Actualizado
home-todo-title = Lo que le toca a usted
home-todo-none = No hay nada que hacer por ahora. Le avisaremos cuando necesitemos algo de usted.
home-phases-title = Todo el camino
home-documents-title = Últimos documentos
home-documents-all = Todos los documentos
turn-client = Es su turno
turn-firm = Es nuestro turno
turn-agency = Esperamos una respuesta
turn-nobody = Esto está completo
turn-party-client = Usted
turn-party-firm = Su despacho
turn-party-agency = IRS o estado
todo-signature = Firmar
todo-form = Llenar
todo-intake = Responder preguntas

phase-qualification = Calificación
phase-discovery = Investigación
phase-strategy = Estrategia
phase-implementation = Implementación
phase-workVerification = Verificación del trabajo
phase-about-qualification = Averiguamos si podemos ayudarle y cómo.
phase-about-discovery = Reunimos los hechos: lo que el IRS o el estado tiene registrado y lo que usted nos cuenta.
phase-about-strategy = Elegimos el camino que le conviene y se lo explicamos.
phase-about-implementation = Llevamos a cabo el plan ante el IRS o el estado.
phase-about-workVerification = Comprobamos que todo se hizo y que así se mantiene.
phase-state-notStarted = Sin empezar
phase-state-inProgress = En curso
phase-state-waitingForYou = Esperando por usted
phase-state-done = Terminada

progress-qualification-notStarted = Todavía no hemos empezado a ver su caso.
progress-qualification-inProgress = Estamos viendo cómo podemos ayudarle.
progress-qualification-waitingForYou = Necesitamos algo de usted para ver cómo podemos ayudarle.
progress-qualification-done = Ya sabemos cómo podemos ayudarle.
progress-discovery-notStarted = Todavía no hemos empezado a reunir los hechos.
progress-discovery-inProgress = Estamos reuniendo los hechos de su caso.
progress-discovery-waitingForYou = Necesitamos algunos datos de usted.
progress-discovery-done = Ya tenemos los hechos de su caso.
progress-strategy-notStarted = Todavía no hemos empezado a planear.
progress-strategy-inProgress = Estamos buscando el mejor camino para usted.
progress-strategy-waitingForYou = Su plan está listo y espera su respuesta.
progress-strategy-done = Su plan está decidido.
progress-implementation-notStarted = Todavía no hemos empezado a llevar a cabo su plan.
progress-implementation-inProgress = Estamos llevando a cabo su plan.
progress-implementation-waitingForYou = Necesitamos algo de usted para seguir con su plan.
progress-implementation-done = Su plan se llevó a cabo.
progress-workVerification-notStarted = La comprobación final todavía no ha empezado.
progress-workVerification-inProgress = Estamos comprobando que todo se hizo.
progress-workVerification-waitingForYou = Necesitamos algo de usted para la comprobación final.
progress-workVerification-done = Todo está hecho y comprobado.

progress-qualification-next-firm = Leemos lo que usted nos dio y le decimos qué podemos hacer. Por ahora usted no tiene que hacer nada.
progress-qualification-next-client = Por favor, vea la lista de abajo. Cuando tengamos lo que falta, podremos decirle cómo podemos ayudarle.
progress-qualification-next-agency = Pedimos información al IRS o al estado. Cuando llegue, le diremos cómo podemos ayudarle. Por ahora usted no tiene que hacer nada.
progress-qualification-next-nobody = El paso siguiente es la Investigación: reunimos los hechos.
progress-discovery-next-firm = Revisamos sus registros y los expedientes del IRS o del estado, y después le explicamos lo que encontramos. Por ahora usted no tiene que hacer nada.
progress-discovery-next-client = Por favor, vea la lista de abajo. No tiene que hacerlo todo de una vez: sus respuestas se guardan.
progress-discovery-next-agency = Pedimos sus registros al IRS o al estado. Puede tardar varias semanas. Le avisaremos en cuanto los tengamos. Por ahora usted no tiene que hacer nada.
progress-discovery-next-nobody = El paso siguiente es la Estrategia: buscamos el mejor camino para usted.
progress-strategy-next-firm = Comparamos sus opciones y después se las explicamos. Por ahora usted no tiene que hacer nada.
progress-strategy-next-client = Por favor, vea la lista de abajo. Empezamos en cuanto tengamos su respuesta.
progress-strategy-next-agency = Una respuesta del IRS o del estado decide qué camino está abierto. Le avisaremos cuando la tengamos. Por ahora usted no tiene que hacer nada.
progress-strategy-next-nobody = El paso siguiente es la Implementación: llevamos a cabo el plan.
progress-implementation-next-firm = Preparamos lo que va al IRS o al estado y lo enviamos por usted. Por ahora usted no tiene que hacer nada.
progress-implementation-next-client = Por favor, vea la lista de abajo. Sin eso no podemos enviar la parte siguiente.
progress-implementation-next-agency = Sus papeles están en el IRS o en el estado. Las respuestas pueden tardar semanas o meses. Vigilamos las fechas y le avisamos cuando haya novedades. Por ahora usted no tiene que hacer nada.
progress-implementation-next-nobody = El paso siguiente es la Verificación del trabajo: comprobamos que todo se hizo.
progress-workVerification-next-firm = Comparamos los registros con lo que se acordó. Por ahora usted no tiene que hacer nada.
progress-workVerification-next-client = Por favor, vea la lista de abajo. Es lo último que necesitamos.
progress-workVerification-next-agency = Esperamos que el IRS o el estado muestre el resultado en sus registros. Por ahora usted no tiene que hacer nada.
progress-workVerification-next-nobody = No queda nada por hacer. Sus documentos siguen aquí mientras funcione su enlace.

## Documents, signatures, forms

documents-title = Sus documentos
documents-lead = Todo lo que su despacho le entregó aquí. Abra un documento para descargarlo.
documents-empty-title = Todavía no hay documentos
documents-empty = Cuando su despacho le entregue un documento, lo encontrará aquí.
documents-shared-device = En una computadora compartida, borre los archivos descargados cuando termine.

document-kind-engagementLetter = Carta compromiso
document-kind-signedAddendum = Anexo firmado
document-kind-signedDocument = Documento firmado
document-kind-invoice = Factura
document-kind-clientRetentionReport = Informe para el cliente
document-kind-retentionCoverSheet = Portada del informe para el cliente
document-kind-taxOrganizer = Organizador de impuestos
document-kind-profitAndLoss = Estado de ganancias y pérdidas
document-kind-irsFormFill = Formulario del IRS completado

signatures-title = Firmar
signatures-lead = Documentos que necesitan su firma. Lea cada uno con calma y, si algo no está claro, pregúntenos antes de firmar.
signatures-pending = Esperan su firma
signatures-past = Anteriores
signatures-empty-title = Nada que firmar
signatures-empty = Cuando un documento necesite su firma, lo encontrará aquí.
signatures-sent = Enviado
signatures-sign = Leer y firmar
signatures-where = Abre { $provider }, el servicio de firmas que usa su despacho.

envelope-state-draft = Borrador
envelope-state-sent = Enviado
envelope-state-viewed = Abierto
envelope-state-completed = Firmado
envelope-state-declined = Rechazado
envelope-state-voided = Retirado
envelope-state-expired = Vencido

forms-title = Formularios
forms-lead = Formularios más largos que su despacho preparó para usted. Puede parar en cualquier momento y seguir después.
forms-empty-title = Todavía no hay formularios
forms-empty = Cuando su despacho le prepare un formulario, lo encontrará aquí.
forms-added = Agregado
forms-changed = Último cambio
forms-open-open = Empezar
forms-open-inProgress = Seguir
forms-open-completed = Verlo otra vez
forms-open-withdrawn = Abrir

form-state-open = Sin empezar
form-state-inProgress = En curso
form-state-completed = Completado
form-state-withdrawn = Retirado

## Intake

intake-title = Preguntas sobre su situación
intake-lead = Sus respuestas nos ayudan a encontrar el mejor camino para usted. Empiece por donde quiera. Puede dar cifras aproximadas y corregirlas hasta que envíe la sección.
intake-sent = { $sent } de { $total } secciones enviadas
intake-who-reads = Su despacho lee sus respuestas antes de que se use cualquier dato. Desde aquí no se envía nada al IRS ni al estado.
intake-step = Sección { $number } de { $total }
intake-back = Todas las secciones
intake-note = Por favor, revise:
intake-save = Guardar para después
intake-to-review = Revisar mis respuestas
intake-draft-hint = Todavía no se envía nada. Antes puede revisar sus respuestas.
intake-discard = Descartar lo que no he enviado
intake-discard-confirm = Se borra todo lo que anotó en esta sección. Esto no se puede deshacer.
intake-discard-confirm-sent = Se borra lo que anotó desde que envió esta sección por última vez. Lo que envió sigue en su despacho. Esto no se puede deshacer.
intake-discard-do = Descartarlo
intake-totals = Sus totales
intake-totals-hint = Se calculan con sus respuestas cada vez que se guardan.
intake-list-empty = Todavía no se ha agregado nada.
intake-list-full = Llegó al máximo que cabe aquí. Si hay más, dígaselo a su despacho.
intake-remove-row = Quitar
intake-row-remove-confirm = ¿Quitar esta entrada y lo que anotó en ella?
intake-sent-now = Enviado.
intake-failed = No funcionó. No se perdió nada; inténtelo de nuevo.

intake-group-consultation = Su historia
intake-group-about-consultation = En sus propias palabras: qué pasó y qué espera lograr.
intake-group-financial = Sus finanzas
intake-group-about-financial = Lo que el IRS o el estado pregunta sobre ingresos, bienes y gastos. Tenga a la mano un estado de cuenta del banco y un talón de pago.

intake-section-consultation = Qué le trae aquí
intake-section-about-consultation = Qué pasó, qué cartas llegaron y qué es lo que más le preocupa.
intake-section-household = Usted y su hogar
intake-section-about-household = Nombres, dirección y quiénes viven con usted.
intake-section-accounts = Cuentas de banco y efectivo
intake-section-about-accounts = Cuentas, inversiones, activos digitales, efectivo y cajas de seguridad.
intake-section-realEstate = Bienes raíces
intake-section-about-realEstate = Su casa y cualquier otro terreno o edificio.
intake-section-otherAssets = Vehículos y otras cosas de valor
intake-section-about-otherAssets = Autos, botes, seguros de vida, herramientas y lo que regaló hace poco.
intake-section-creditCards = Tarjetas de crédito
intake-section-about-creditCards = Las tarjetas, sus límites y lo que debe en ellas.
intake-section-business = Su negocio
intake-section-about-business = Dinero que le deben sus clientes, pagos con tarjeta, ganancias y pérdidas. Solo si trabaja por cuenta propia.
intake-section-employment = Su empleo
intake-section-about-employment = Empleador, paga e impuestos retenidos, de usted y de su cónyuge.
intake-section-nonWageIncome = Otros ingresos
intake-section-about-nonWageIncome = Lo que entra cada mes además del salario.
intake-section-livingExpenses = Gastos de vida
intake-section-about-livingExpenses = Lo que de verdad gasta en un mes normal. Puede dar cifras aproximadas.

intake-status-notStarted = Sin empezar
intake-status-inProgress = En curso
intake-status-submitted = Enviada
intake-status-beingReviewed = En revisión
intake-status-accepted = Aceptada
intake-status-pleaseCheck = Por favor, revise

intake-row-notices-received = Carta
intake-row-members = Persona
intake-row-bank = Cuenta
intake-row-investment = Inversión
intake-row-digital-asset = Activo digital
intake-row-safe-deposit = Caja de seguridad
intake-row-property = Propiedad
intake-row-asset = Cosa de valor
intake-row-transferred-asset = Cosa regalada o vendida
intake-row-card = Tarjeta
intake-row-receivable = Cliente
intake-row-merchant-account = Servicio de tarjetas
intake-row-other = Otro concepto
intake-add-notices-received = Agregar una carta
intake-add-members = Agregar una persona
intake-add-bank = Agregar una cuenta
intake-add-investment = Agregar una inversión
intake-add-digital-asset = Agregar un activo digital
intake-add-safe-deposit = Agregar una caja de seguridad
intake-add-property = Agregar una propiedad
intake-add-asset = Agregar un vehículo u otra cosa
intake-add-transferred-asset = Agregar algo regalado o vendido
intake-add-card = Agregar una tarjeta
intake-add-receivable = Agregar un cliente que le debe
intake-add-merchant-account = Agregar un servicio de tarjetas
intake-add-other = Agregar otro concepto

field-optional = (opcional)
field-choose = Elija, por favor
field-not-applicable = No corresponde
field-secret-stored = Guardado, termina en
field-secret-keep = Déjelo vacío para conservarlo
field-secret-clear = Quitar lo guardado
field-on-record = Su despacho tiene anotado: { $value }
period-month = al mes

autosave-idle = Sus respuestas se guardan a medida que escribe.
autosave-saving = Guardando…
autosave-saved = Guardado a las
autosave-failed = Todavía no se guardó. Lo que escribió sigue aquí y seguimos intentando. Por favor, deje abierta esta página.
autosave-errors = Guardado, salvo lo que está marcado en rojo. Por favor, véalo otra vez.
autosave-session-over = Su visita terminó, para proteger la privacidad de su caso. Lo que escribió sigue en esta página. Abra su enlace otra vez en una pestaña nueva y después vuelva aquí.
autosave-kept = Anotado en este dispositivo.
autosave-offline = Anotado en este dispositivo. Se guardará cuando sea posible.

error-summary-title = Por favor, vea esto otra vez

review-title = Revise sus respuestas
review-lead = Esto es lo que recibirá su despacho. Todavía puede cambiar lo que quiera.
review-back = Volver a la sección
review-blank = Quedó vacío
review-nothing = Aquí no se anotó nada.
review-missing = Antes de que pueda enviar esta sección
review-what-happens = Cuando envíe esta sección, su despacho la revisa antes de que se use cualquier dato.
review-nothing-new = Nada ha cambiado desde que envió esta sección. Su despacho la tiene.
review-submit = Enviar a mi despacho
review-change = Cambiar algo
review-print = Imprimir

submitted-title = Su despacho ya tiene sus respuestas
submitted-lead = Gracias. Fue un verdadero trabajo, y ayuda.
submitted-section = Sección
submitted-at = Enviada
submitted-next-title = Qué sigue
submitted-next = Su despacho lee sus respuestas. Si algo necesita otra mirada, la sección queda marcada con «Por favor, revise».
submitted-continue = Seguir con:
submitted-overview = Todas las secciones
submitted-home = Volver al inicio

## Refusals

error-title = Eso no funcionó
error-calm = No se perdió nada.
error-back = Volver
error-reference = Si pregunta a su despacho por esto, mencione este número: { $reference }

error-input_malformed = Algo de lo que se envió no es correcto. Vuelva atrás e intente de nuevo.
error-operation_unknown = Eso no es posible aquí.
error-text_required = Por favor, llene este campo.
error-text_too_long = Es más largo de lo que cabe aquí. Por favor, acórtelo.
error-text_invalid = Hay caracteres que no podemos guardar. Por favor, escríbalo de nuevo.
error-list_too_long = Son más entradas de las que caben aquí.
error-value_repeated = Esto está dos veces. Por favor, deje solo una.
error-number_out_of_range = Este número es demasiado pequeño o demasiado grande.
error-amount_invalid = Escriba la cantidad en dólares y centavos, por ejemplo 1,250.00.
error-amount_out_of_range = Esta cantidad es mayor de lo que cabe aquí. Por favor, revísela.
error-amount_negative = Escriba esta cantidad sin el signo menos.
error-date_invalid = Escriba una fecha completa.
error-instant_invalid = Esto no es una fecha con hora.
error-id_invalid = Esto no corresponde a nada aquí. Vuelva atrás e intente de nuevo.
error-link_address_invalid = Escriba una dirección completa que empiece con https://
error-color_invalid = Ningún texto se podría leer sobre este color. Por favor, elija otro.
error-logo_invalid = Elija una imagen PNG, JPEG o WebP de 256 KB como máximo.
error-choice_invalid = Elija una de las respuestas.
error-tin_invalid = Un número de contribuyente tiene nueve dígitos. Por favor, revíselo.
error-field_unknown = Esta pregunta ha cambiado. Por favor, cargue la página otra vez.
error-field_derived = Esto se calcula con sus otras respuestas.
error-answer_required = Responda esto antes de enviar la sección.
error-kind_never_visible = Los documentos de este tipo nunca se muestran a los clientes.
error-content_invalid = Este archivo está vacío, es demasiado grande o no es lo que dice su nombre.
error-expiry_out_of_range = Elija un plazo entre una hora y 366 días.
error-cursor_invalid = Esta lista ha cambiado. Por favor, empiece de nuevo desde arriba.
error-permission_missing = Su función no permite esto. Pídalo a alguien de su despacho que pueda hacerlo.
error-link_invalid = Este enlace no abre nada en este momento. Pida a su despacho uno nuevo.
error-not_found = Aquí no hay nada. Puede que se haya movido o retirado.
error-client_number_taken = Otro cliente ya tiene este número de cliente.
error-case_required = Elija el caso al que se refiere.
error-view_only = Está viendo esta página en nombre del cliente y no puede cambiar nada.
error-audience_empty = Elija al menos una persona, o a todas.
error-lease_lost = Otro proceso tomó este mensaje mientras tanto.
error-client_ambiguous = Elija un cliente existente o describa uno nuevo, no ambas cosas.
error-address_invalid = Esto no es una dirección de correo electrónico.
error-party_exists = Esta persona ya tiene esta función con el cliente.
error-firm_exists = Este despacho ya está configurado.
error-firm_identity_missing = Primero ponga el nombre y el logotipo de su despacho. Los clientes confían en una página que muestra de quién es.
error-origin_missing = La dirección https del portal no está configurada, así que no se puede crear ningún enlace.
error-changed_meanwhile = Alguien cambió esto mientras tanto. Cargue la página otra vez y revise antes de seguir.
error-base_stale = El valor del perfil ha cambiado desde que usted lo vio. No se sobrescribió nada. Vuelva a mirar y decida.
error-state_forbids = Eso ya no es posible. Cargue la página otra vez para ver cómo está.
error-too_many = Ya hay demasiados.
error-repeated_request = Esto ya se hizo.
error-sealing_key_missing = En este momento no se puede guardar de forma segura, así que no se guardó. Por favor, avise a su despacho.
error-key_unavailable = Algo que protege sus datos no está disponible ahora. Por favor, intente más tarde.
error-entropy_unavailable = Eso no es posible en este momento. Por favor, intente de nuevo.
error-store_busy = Hay muchas personas trabajando aquí ahora mismo. Intente de nuevo en un momento.
error-store_full = Esto no se puede guardar en este momento. Por favor, intente más tarde.
error-store_read_only = En este momento no se puede cambiar nada. Por favor, intente más tarde.
error-store_unavailable = En este momento no podemos llegar a su caso. Intente de nuevo en unos minutos.
error-outcome_unknown = No pudimos averiguar si esto se guardó. Cargue la página otra vez y compruébelo.
error-blobs_unavailable = En este momento no se puede llegar a este archivo. Intente de nuevo en unos minutos.
error-clock_implausible = El reloj del portal está mal, así que ahora no se puede hacer nada. Por favor, avise a su despacho.
error-store_foreign = El portal no está bien configurado. Por favor, avise a su despacho.
error-store_newer = El portal se está actualizando. Por favor, intente más tarde.
error-store_corrupt = Algo anda mal de nuestro lado. Por favor, avise a su despacho.
error-stored_data_invalid = Algo anda mal de nuestro lado. Por favor, avise a su despacho.
error-stored_data_tampered = Algo anda mal de nuestro lado. Por favor, avise a su despacho.
error-defect = Algo salió mal de nuestro lado. No se cambió nada. Por favor, intente de nuevo.

error-request_unproven = Esta página estuvo abierta demasiado tiempo o no se envió desde aquí. Cárguela otra vez e intente de nuevo.
error-staff_unknown = Esto no abre el panel.
error-request_too_large = Es más grande de lo que cabe aquí.
error-request_type_wrong = Esto no se puede leer aquí. Vuelva atrás e intente de nuevo.
error-method_wrong = Eso no es posible aquí. Vuelva atrás e intente de nuevo.

## Words used all over

done-saved = Guardado.
done-added = Agregado. Su cliente lo ve después de que usted se lo entregue.
done-decided = Sus decisiones quedaron guardadas.
done-revoked = Listo. Lo que se revocó ya no abre nada.
done-removed = Eliminado para siempre.
done-discarded = Descartado. Lo que no había enviado se borró.
done-undone = Anulado. El perfil vuelve a decir lo que decía antes.
done-ended = Cerrado. Ese dispositivo ya no abre nada sin el enlace.
date = { $day } { $month } { $year }
moment = { $date }, { $time }
time-am = { $time } a. m. UTC
time-pm = { $time } p. m. UTC
month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic

## Staff: frame

desk-name = Panel de Casegate
desk-nav = Panel
desk-nav-cases = Casos
desk-nav-settings = Ajustes del despacho
desk-nav-outbox = Bandeja de salida
outbox-title = Lo que se habría enviado
outbox-about = Esta demostración no tiene servidor de correo. Esto es lo que un sistema real habría enviado desde que se inició.
outbox-empty-title = Nada todavía
outbox-empty = Se escribe un mensaje cuando se entrega algo a una persona que tiene dirección, o cuando un cliente envía respuestas.
outbox-col-what = Mensaje
outbox-col-to = Para
outbox-col-when = Cuándo
outbox-secret = Se muestra una sola vez:
outbox-to-email = por correo electrónico
outbox-to-phone = por mensaje de texto
outbox-to-staff = a un colega
desk-leave = Salir
desk-error-code = Código:
desk-error-back = Volver
role-systemAdministrator = Administración del sistema
role-impersonator = Vista de cliente
role-administrator = Administración
role-practitioner = Profesional
role-readOnly = Solo lectura

enter-title = Entrar al panel
enter-lead = Abra el enlace que el servidor mostró al iniciar, o pegue su código.
enter-open = Entrar
enter-code-label = Enlace o código
enter-code-hint = Se muestra en la ventana del servidor y en ningún otro lugar.
enter-failed = Esto no abre el panel. Use el enlace más reciente que mostró el servidor.

## Staff: cases

cases-title = Casos
cases-new = Caso nuevo
cases-search-label = Buscar un caso por cliente, asunto o número de contribuyente
cases-search-placeholder = Cliente, asunto o número de contribuyente
cases-search = Buscar
cases-col-client = Cliente
cases-col-stage = Etapa
cases-col-tin = Número de contribuyente
cases-col-touched = Última actividad
cases-empty-title = Todavía no hay casos
cases-empty = Abra el primero e invite a su cliente cuando esté listo.
cases-none-title = No se encontró nada
cases-none = Las palabras se buscan por su comienzo; los números de contribuyente, por sus nueve dígitos.
cases-none-yet-title = Todavía no se encontró nada
cases-none-yet = No se revisaron todos los casos. Siga con la página siguiente o busque con más palabras.

case-paused = En pausa desde hace meses
case-nav = Este caso
case-tab-overview = Resumen
case-tab-documents = Documentos
case-tab-envelopes = Firmas
case-tab-forms = Formularios
case-tab-review = Revisión
case-tab-profile = Perfil
case-tab-audit = Bitácora

case-new-title = Caso nuevo
case-new-lead = Un encargo de un cliente. La invitación al cliente viene después.
case-new-client = Nombre del cliente
case-new-client-hint = Tal como debe leerlo su cliente.
case-new-engagement = De qué trata el encargo
case-new-engagement-hint = Su cliente también lo lee; por ejemplo, «Años tributarios 2019 a 2022».
case-new-tin = Número de contribuyente
case-new-tin-hint = SSN o EIN, para encontrar el caso. Queda sellado y solo se muestran sus últimos cuatro dígitos.
case-new-create = Abrir el caso

case-edit-title = Cliente y encargo
case-edit-open = Cambiar nombre, título o número de contribuyente
case-edit-tin-hint = Consta { $number }. Deje esto vacío para conservarlo.
case-edit-tin-remove = Quitar el número que consta

case-internal-title = Interno
case-internal-hint = Esto solo lo ve su despacho. Nada de esto llega nunca al cliente.
case-stage = Etapa
case-stage-hint = El nombre que usted da al punto en que está el trabajo. El mapa de fases de los ajustes lo convierte en lo que ve el cliente.
case-stage-unknown = El mapa de fases no conoce esta etapa. Su cliente sigue viendo el punto en que estaba antes el caso.
case-blockers = Impedimentos
case-blockers-hint = Uno en cada línea.
case-notes = Notas
case-status-save = Guardar
case-tin-none = No se ha dado ninguno.
case-sees-title = Lo que ve su cliente
case-sessions-title = Abierto ahora
case-sessions-empty = Ningún enlace de este caso está abierto en ningún dispositivo.

guidance-ready = Listo para invitar
guidance-not-ready = Todavía no está listo para invitar
guidance-state-ok = Hecho
guidance-state-missing = Falta
guidance-state-warning = Atención
guidance-ok-firm_identity = El nombre y el logotipo de su despacho están puestos.
guidance-open-firm_identity = Falta el nombre o el logotipo de su despacho.
guidance-mend-firm_identity = Ponerlos
guidance-ok-stage_mapped = El mapa de fases conoce esta etapa.
guidance-open-stage_mapped = El mapa de fases no conoce esta etapa.
guidance-mend-stage_mapped = Abrir el mapa de fases
guidance-ok-document_delivered = Hay un documento para su cliente.
guidance-open-document_delivered = Todavía no se ha entregado ningún documento. Un buen comienzo es el informe de la fase de Investigación.
guidance-mend-document_delivered = Entregar uno
guidance-open-stage_not_mapped = El mapa de fases no conoce esta etapa, así que su cliente sigue viendo el punto en que estaba antes el caso.
guidance-mend-stage_not_mapped = Abrir el mapa de fases
guidance-open-live_invites_on_paused_case = Aquí no ha pasado nada en meses y los enlaces siguen funcionando. Revóquelos y emita otros cuando el trabajo continúe.
guidance-mend-live_invites_on_paused_case = Ver los enlaces

## Staff: invites

invites-title = Enlaces
invites-new = Enlace nuevo
invites-empty-title = Todavía no hay nadie invitado
invites-empty = Un enlace abre solo este caso. Puede crear varios; por ejemplo, uno para cada cónyuge.
invites-revoke-all = Revocar todos los enlaces de este caso
invites-revoke-all-confirm = { $count ->
    [one] 1 enlace deja de funcionar de inmediato, dondequiera que esté abierto.
   *[other] Los { $count } enlaces dejan de funcionar de inmediato, dondequiera que estén abiertos.
}
invite-state-live = Funciona
invite-state-suspended = En pausa
invite-state-expired = Vencido
invite-state-revoked = Revocado
invite-ends-live = Funciona hasta el
invite-ends-suspended = El acceso al portal está desactivado. Vence el
invite-ends-expired = Venció el
invite-ends-revoked = Habría vencido el
invite-used = abierto por última vez el
invite-never-used = nunca abierto
invite-made-by = Creado por { $name } el
invite-reissue = Emitir otro
invite-reissue-confirm = Este enlace deja de funcionar de inmediato, y uno nuevo con la misma etiqueta toma su lugar.
invite-reissue-do = Revocar y crear uno nuevo
invite-revoke = Revocar
invite-revoke-confirm = Este enlace deja de funcionar de inmediato, dondequiera que esté abierto. Nada más cambia en el caso.
invite-revoke-do = Revocar este enlace
invite-new-title = Enlace nuevo
invite-new-lead = Usted verá el enlace una sola vez. Envíelo por el medio que suele usar con su cliente.
invite-label = Para quién
invite-label-hint = Se muestra a usted y al cliente; por ejemplo, «contribuyente» o «cónyuge».
invite-label-taxpayer = contribuyente
invite-label-spouse = cónyuge
invite-days = Funciona durante
invite-days-hint = De 1 a { $most } días. Un enlace siempre termina.
invite-create = Crear el enlace

link-once-title = Copie este enlace ahora
link-once-lead = Este es el enlace para { $label }. Se muestra esta única vez.
link-once-replaced = El enlace anterior dejó de funcionar.
link-once-label = El enlace
link-once-copy = Copiar el enlace
link-once-done = Ya lo copié
link-once-expires = Funciona hasta el
link-once-hash = Solo guardamos su huella, así que nadie puede volver a mostrarlo. Si se pierde, emita otro.
link-once-channel = Quien tenga el enlace puede abrir el caso. Envíelo solo a la persona para quien es.

## Staff: documents

desk-documents-title = Documentos de este caso
desk-documents-empty-title = Todavía no hay documentos
desk-documents-empty = Agregue uno abajo. Su cliente lo ve solo después de que usted se lo entregue.
desk-documents-col-document = Documento
desk-documents-col-client = Para el cliente
desk-documents-col-added = Agregado
desk-documents-delivered = desde el
desk-documents-downloaded = descargado el
desk-documents-deliver = Entregar
desk-documents-withdraw = Retirar
desk-documents-signed = Volvió firmado: se queda.
desk-documents-remove = Eliminar
desk-documents-remove-confirm = Se borran el documento y su archivo. Esto no se puede deshacer.
desk-documents-remove-confirm-delivered = Su cliente ve este documento ahora. También desaparece para él, y se borra el archivo. Esto no se puede deshacer.
desk-documents-remove-do = Eliminar para siempre
desk-documents-add = Agregar un documento
desk-documents-add-hint = Al agregarlo no se muestra a nadie. Al entregarlo, sí.
desk-documents-name = Título
desk-documents-name-hint = Tal como debe leerlo su cliente.
desk-documents-kind = Tipo
desk-documents-kind-hint = Decide si se puede entregar o no.
desk-documents-kinds-visible = Se pueden entregar
desk-documents-kinds-internal = Se quedan en el despacho
desk-documents-file = Archivo
desk-documents-file-hint = Como máximo { $most }.
document-state-waiting = Sin entregar
document-state-delivered = Entregado
document-state-withdrawn = Retirado
document-state-internal = Nunca se muestra

document-kind-transcriptDiagnostic = Diagnóstico de transcripciones
document-kind-operatorStrategyReport = Informe interno de estrategia
document-kind-feeWorksheet = Hoja de honorarios
document-kind-draft = Borrador

## Staff: signatures and forms

envelopes-title = Firmas de este caso
envelopes-empty-title = No se ha enviado nada a firmar
envelopes-empty = Haga un sobre para cada documento que necesite una firma.
envelopes-new = Sobre nuevo
envelopes-name = Título
envelopes-name-hint = Tal como debe leerlo su cliente.
envelopes-signer = Quién firma
envelopes-signer-hint = El nombre de la persona; por ejemplo, el contribuyente o su cónyuge.
envelopes-by = Lo firma { $signer }.
envelopes-create = Hacer un borrador
envelopes-provider = Servicio de firmas: { $provider }
envelopes-link = Enlace para firmar
envelopes-link-hint = La dirección https completa que le dio su proveedor.
envelopes-send = Enviar
envelopes-signed-file = Documento firmado
envelopes-signed-file-hint = Un PDF. Queda en el caso, y su cliente puede descargarlo desde ese momento.
envelopes-complete = Completar
envelopes-replace = Reemplazar el archivo firmado
envelopes-replace-about = Si se puso aquí el archivo equivocado. Su cliente verá desde ahora el correcto y ya no el equivocado, que queda entre los documentos, donde usted puede eliminarlo.
envelopes-replace-reason = Motivo
envelopes-replace-reason-hint = Para el registro. Su cliente no lo ve.
envelopes-replace-file = El archivo correcto
envelopes-replace-do = Reemplazarlo
envelope-move-viewed = Marcar como abierto
envelope-move-declined = Marcar como rechazado
envelope-move-voided = Retirarlo
envelope-move-expired = Marcar como vencido

desk-forms-title = Formularios de este caso
desk-forms-empty-title = Todavía no hay formularios
desk-forms-empty = Agregue el enlace de un formulario que usted preparó, y su cliente podrá seguir con él desde el portal.
desk-forms-new = Agregar un formulario
desk-forms-name = Título
desk-forms-name-hint = Por ejemplo, «Formulario 433-A» o «Organizador de impuestos 2023».
desk-forms-link = Enlace
desk-forms-add = Agregar el formulario
form-move-open = Marcar como sin empezar
form-move-inProgress = Marcar como en curso
form-move-completed = Marcar como completado
form-move-withdrawn = Retirar

## Staff: sensitive numbers

unmask = Mostrar completo
unmask-about = Los números delicados se muestran por sus últimos cuatro dígitos. Cuando usted mira uno completo, queda anotado en la bitácora.
unmask-about-one = Mirarlo completo queda anotado en la bitácora.
unmask-once = Completo, esta única vez. En la bitácora consta que usted lo miró.

## Staff: figures to review

staged-title = Datos por revisar
staged-lead = Los datos de su cliente esperan aquí. Solo lo que usted acepta cambia el perfil financiero, y nada de aquí toca nunca el registro del IRS.
staged-empty-title = Nada que revisar
staged-empty = Cuando su cliente envíe una sección con datos, le esperarán aquí.
submission-title = Como lo envió el cliente
submission-lead = Todo lo que había en esta sección cuando se envió, se haya decidido lo que se haya decidido después.
submission-open = Todo lo que se envió
submission-revision = revisión del formulario { $revision }
submission-empty-title = No se respondió nada
submission-empty = La sección se envió sin ninguna respuesta.
staged-from = Lo envió { $label },
staged-base = El cliente vio
staged-current = Ahora en el perfil
staged-proposed = El cliente propone
staged-irs = Registro del IRS
staged-irs-none = sin dato
staged-asked = Preguntado
staged-stale = El perfil ha cambiado desde que el cliente lo vio. Compare antes de decidir.
staged-contradicts = El registro del IRS dice otra cosa. Los datos se mantienen separados; nunca se promedian.
staged-save = Guardar mis decisiones
staged-accept-all = { $count ->
    [one] Aceptar el único que está claro
   *[other] Aceptar los { $count } que están claros
}
staged-accept-all-hint = Los datos desactualizados o que contradicen el registro del IRS quedan para que usted los decida uno por uno.
staged-told = Enviado, sin nada que decidir
staged-told-hint = Estas secciones contienen palabras, no datos. Léalas abajo, y el cliente las verá como aceptadas.
staged-read = Ya la leí
staged-stories = En palabras del cliente
staged-stories-hint = El relato del cliente, guardado como lo contó. Nunca se convierte en un dato.
staged-decided = Decidido hace poco
staged-decided-all = Mostrar todas las decisiones
staged-undo = Anular
staged-undo-confirm = El perfil vuelve a decir lo que decía antes de que usted aceptara, y el dato espera otra vez una decisión.
staged-undo-do = Anular la aceptación
staged-undo-refused = Esta aceptación no se puede anular: el perfil ha cambiado desde entonces. Anote el dato correcto en la página del perfil.
decision-later = Después
decision-accept = Aceptar
decision-accept-anyway = Aceptar de todos modos
decision-reject = Rechazar
decision-ask = Preguntar
decision-reason = Motivo o pregunta
decision-state-accepted = Aceptado
decision-state-rejected = Rechazado
decision-state-asked = Preguntado

## Staff: the financial profile

profile-title = Perfil financiero
profile-lead = Aquello por lo que se rige el caso. El registro del IRS está por encima de lo que su despacho verificó, y ambos por encima de lo que dice el cliente.
profile-contradictions = Los niveles no coinciden
profile-contradictions-about = Los datos se mantienen separados; nunca se promedian. Averigüe cuál es el correcto y anótelo.
profile-disagrees = No coincide
profile-empty-title = Todavía no hay datos
profile-empty = Un dato llega aquí cuando usted lo acepta en la página de revisión o lo anota abajo.
profile-col-figure = Dato
profile-accepted-by = Aceptado por { $name }
profile-change = Cambiar
profile-back = Volver al perfil
profile-enter = Anotar un dato
profile-enter-which = Qué dato
profile-enter-hint = Todo lo que puede estar en el perfil. Lo que el cliente cuenta en sus propias palabras nunca está ahí.
profile-enter-next = Seguir
profile-set = Anotarlo a mano
profile-set-do = Anotar el dato
profile-authority = Con qué autoridad
profile-remove-firmVerified = Quitar nuestro dato
profile-remove-irsRecord = Quitar el dato del registro del IRS
profile-remove-confirm = { $value } deja de estar en el perfil. En la bitácora consta quién lo quitó.
profile-remove-do = Quitarlo
profile-row-which = Cuál
profile-row-none = Todavía no hay ninguno.
profile-row-new = Uno nuevo
profile-row-begin = Para uno nuevo, empiece con: { $field }
tier-irsRecord = Registro del IRS
tier-firmVerified = Verificado por el despacho
tier-client = El cliente dice ahora
authority-about-firmVerified = Su despacho ha visto la prueba.
authority-about-irsRecord = Consta en una transcripción o carta del IRS.

## Staff: the record

audit-title = Bitácora de este caso
audit-col-number = N.º
audit-col-when = Cuándo
audit-col-who = Quién
audit-col-what = Qué
audit-refused = Negado
audit-empty-title = Todavía no hay nada anotado
audit-empty = Aquí se anota todo lo que se hace en este caso y todo lo que se negó.
act-register_firm = Registró el despacho
act-update_firm = Cambió los ajustes del despacho
act-set_logo = Cambió el logotipo del despacho
act-set_phase_map = Cambió el mapa de fases
act-create_case = Abrió el caso
act-update_case = Cambió el caso
act-unmask_client_tin = Miró el número de contribuyente completo
act-mint_invite = Creó un enlace
act-revoke_invite = Revocó un enlace
act-revoke_all_invites = Revocó todos los enlaces
act-reissue_invite = Emitió otra vez un enlace
act-end_session = Cerró una visita
act-add_document = Agregó un documento
act-deliver_document = Entregó un documento
act-withdraw_document = Retiró un documento
act-remove_document = Eliminó un documento
act-read_document = Descargó un documento
act-create_envelope = Hizo un sobre
act-send_envelope = Envió un sobre
act-record_envelope_event = Anotó lo que informó el servicio de firmas
act-complete_envelope = Completó un sobre
act-replace_signed_document = Reemplazó un documento firmado
act-add_form = Agregó un formulario
act-set_form_state = Cambió el avance de un formulario
act-remove_form = Retiró un formulario
act-decide_figures = Decidió sobre datos
act-decide_section = Decidió sobre una sección
act-undo_acceptance = Anuló una aceptación
act-set_figure = Anotó un dato
act-unmask_answer = Miró completa una respuesta delicada
act-unmask_figure = Miró completo un dato delicado
act-open_link = Abrió el enlace
act-report_leak = Avisó de un enlace filtrado
act-open_document = Descargó un documento
act-save_section = Guardó respuestas
act-submit_section = Envió una sección
act-discard_section = Descartó respuestas sin enviar
act-end_my_session = Cerró una visita en otro dispositivo
act-leave = Salió
chain-verified = Cadena verificada
chain-verified-about = { $count ->
    [one] La única entrada está intacta y no falta ninguna.
   *[other] Las { $count } entradas están intactas y no falta ninguna.
}
chain-broken = La cadena está rota
chain-broken-about = La entrada { $number } no es lo que se escribió, o falta una anterior. Guarde una copia de la base de datos y averigüe por qué.
chain-checked = Comprobada el
actor-staff = Personal
actor-client = Cliente
actor-unknown = Desconocido
actor-host = El portal mismo

## Staff: firm settings

settings-title = Ajustes del despacho
settings-lead = El portal muestra a su despacho, no a este programa.
settings-identity = Nombre e imagen
settings-identity-about = Se muestra en la parte de arriba de cada página que abre un cliente. Hace falta antes del primer enlace.
settings-name = Nombre del despacho
settings-contact = Cómo le contactan los clientes
settings-contact-hint = Una línea, por ejemplo un número de teléfono. Se muestra dondequiera que un cliente pueda tener dudas.
settings-logo = Logotipo
settings-logo-hint = PNG, JPEG o WebP, de 256 KB como máximo. Uno cuadrado se ve mejor.
settings-logo-now = Su logotipo actual
settings-logo-remove = Quitar el logotipo
settings-color = Color
settings-color-hint = Se usa en botones y marcas. El texto sobre él se pone negro o blanco por sí solo.
settings-links = Enlaces
settings-links-about = Cuánto tiempo funciona un enlace si usted no indica otra cosa al crearlo.
settings-expiry = Un enlace funciona durante
settings-require-identity = Ningún enlace antes de poner nombre y logotipo
settings-documents = Documentos
settings-documents-about = Tipos que se pueden entregar. Aun así, un cliente ve un documento solo después de que alguien se lo entregue.
settings-documents-allowed = Los clientes pueden ver
settings-documents-never = Nunca, elija lo que elija
settings-check = Comprobación del sistema
settings-check-about = Si esta instalación está preparada como exigen las promesas del portal. Para quien la administra.
settings-check-fit = Apta para clientes
settings-check-unfit = No apta para clientes
settings-check-none = Todo está como debe estar.
settings-check-serious = Grave:
finding-seal_key_missing = No hay clave para sellar números, así que se rechazan los números de contribuyente y de cuenta.
finding-token_key_missing = No hay clave para los enlaces. Quien pueda escribir en la base de datos podría inventar uno.
finding-index_key_missing = No hay clave para buscar números sellados, así que un caso no se encuentra por su número de contribuyente.
finding-outbox_key_missing = No hay clave para sellar códigos de acceso; no se puede enviar ningún mensaje con código.
finding-outbox_not_taken = Hay mensajes que esperan en la bandeja de salida desde hace más de un día. Nada los envía.
finding-jobs_not_run = Hay trabajo pendiente desde hace más de un día. Nada lo ejecuta.
finding-origin_missing = No está definida la dirección del portal, así que no se puede crear ningún enlace.
finding-origin_not_https = La dirección del portal no es https. Eso sirve solo para probarlo en este equipo.
finding-clock_behind = El reloj está atrasado respecto de lo último que ocurrió.
finding-clock_implausible = El reloj está muy adelantado respecto de lo último que ocurrió y no se le cree.
finding-store_in_memory = Los datos se guardan en memoria y se pierden cuando el portal se detiene.
finding-store_not_fully_durable = Un corte de corriente puede llevarse los últimos cambios.
finding-store_must_be_reopened = La base de datos fue reemplazada o falló una escritura. Reinicie el portal.
finding-store_beside_another_sqlite = El mismo programa tiene cargada otra copia de SQLite. No debe abrir esta base de datos.
finding-store_log_keeps_growing = El registro de la base de datos no se puede vaciar y sigue creciendo.
settings-phases = Mapa de fases
settings-phases-about = Lo que cada una de sus etapas significa para un cliente. Los nombres de sus etapas nunca salen del despacho.
settings-phases-stage = Su etapa
settings-phases-phase = Fase que ve el cliente
settings-phases-turn = En espera de
settings-phases-own = Sus propias palabras en lugar de las nuestras
settings-phases-sentence = Cómo va el caso
settings-phases-next = Qué sigue
settings-phases-unknown = Hay casos en estas etapas, y el mapa no las conoce:
settings-phases-hint = Deje vacío el nombre de una etapa para quitar su línea.
settings-phases-add = Guardar y agregar líneas
desk-turn-firm = El despacho
desk-turn-client = El cliente
desk-turn-agency = IRS o estado
desk-turn-nobody = Nadie: fase terminada

# Mails that the outbox asks the host to send. They name the firm and say nothing of what is inside.
mail-document-delivered-subject = { $firm } tiene un documento para usted
mail-document-delivered-body = { $firm } puso un documento en su portal. Abra el portal con el enlace que le dieron.
mail-envelope-sent-subject = { $firm } solicita su firma
mail-envelope-sent-body = { $firm } le pide que firme un documento. Abra su portal con el enlace que le dieron.
mail-form-added-subject = { $firm } tiene un formulario para usted
mail-form-added-body = { $firm } le pide que complete un formulario. Abra su portal con el enlace que le dieron.
mail-section-submitted-subject = Un cliente ha enviado respuestas
mail-section-submitted-body = Se envió una sección de un cuestionario. Espera su revisión.
