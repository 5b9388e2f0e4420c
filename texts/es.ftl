### Neutral international Spanish; the user is “tú”. Which texts there are, and what each is told, is in `en.ftl`.
###
### Words: wallet = billetera, backup = copia de seguridad, storage = almacenamiento, device = dispositivo,
### settings = ajustes, sign in = iniciar sesión, invoice = factura (it “vence”), payee = destinatario, fee = comisión,
### deposit of a channel = reserva, blockchain = cadena de bloques, entry = entrada, a copy of Lifeboat that somebody
### runs = instalación, whoever runs it = quien la administra. A PIN is typed (“introduce”), a field is filled in
### (“escribe”). Amounts are subjects of no verb, for “1 sats” and “2 sats” would need two.

## common

common-app = Lifeboat
common-back = Atrás
common-cont = Continuar
common-cancel = Cancelar
common-done = Listo
common-again = Reintentar
common-copy = Copiar
common-share = Compartir
common-copied = Copiado
common-copy-failed = El navegador no permitió copiar. Selecciona el texto y cópialo tú.
common-this-server = Este servidor
common-webdav = WebDAV
common-google-drive = Google Drive
common-icloud = Apple iCloud
common-dropbox = Dropbox
common-one-drive = OneDrive
common-nextcloud = Nextcloud
common-vss = Servidor de billeteras Lightning
common-s3 = Almacenamiento S3
common-remote-storage = remoteStorage
common-sats = sats
common-btc = BTC
common-just-now = hace un instante
common-test-money = Dinero de prueba
common-test-money-signet = Dinero de prueba (signet)
common-network-unknown = Red desconocida
common-optional = opcional

## start

start-starting = Abriendo tu billetera…
start-closing = Guardando los últimos cambios…
start-closing-hint = Tarda unos segundos. Lo que ahora no se pueda guardar en tu almacenamiento queda en este dispositivo y se envía la próxima vez.
start-checking = Buscando pagos más recientes…
start-broken-heading = Lifeboat no pudo iniciarse
start-broken = El navegador no pudo cargar la billetera. Tu dinero y tu copia de seguridad no se ven afectados.
start-broken-fix = Recarga la página. Si eso no ayuda, usa una versión actual de Chrome, Firefox, Safari o Edge.
start-other-build-heading = Lifeboat se actualizó
start-other-build = Esta página y la billetera que hay detrás son de versiones distintas, así que no se inició nada. Recarga la página para que ambas sean de la versión nueva. Tu dinero y tu copia de seguridad no se ven afectados.
start-keys-removed-heading = Recarga esta página
start-keys-removed = Lifeboat quitó las claves de la memoria de esta página y después no pudo volver a iniciarse. Recarga la página para abrir de nuevo la billetera. Tu dinero y tu copia de seguridad no se ven afectados.
start-crashed-heading = Lifeboat se detuvo
start-crashed = Algo falló en esta página, y prefiere no mostrar nada antes que mostrar algo desactualizado. Tu dinero y tu copia de seguridad no se ven afectados.
start-stopped = Un error detuvo la billetera que está detrás de esta página. No ocurre nada hasta que la inicies de nuevo. Tu dinero y tu copia de seguridad no se ven afectados.
start-stopped-fix = Recarga la página. Si vuelve a ocurrir, copia estos detalles en una solicitud de ayuda.
start-reload = Recargar

## welcome

welcome-promise = Una billetera de bitcoin que no pierdes con el teléfono.
welcome-create = Crear una billetera
welcome-restore = Restaurar una billetera
welcome-footer = Tu billetera, tus bitcoins · código abierto
welcome-deleted = En este dispositivo había una billetera y el navegador la borró. Si hiciste una copia de seguridad, la copia te la devuelve.
welcome-installed = ¿Ya tienes una billetera? La app instalada guarda sus propios datos: trae la billetera desde su copia de seguridad.

## real-money

real-money-heading = Antes de que entre dinero real
real-money-sentence = Lifeboat es software nuevo. Pon solo lo que podrías permitirte perder.
real-money-young = Hasta ahora lo ha usado poca gente, y nadie fuera del proyecto lo ha examinado.
real-money-saving = Cada pago se guarda en tu almacenamiento antes de que cuente. La parte del software de Lightning que lo hace posible todavía es joven.
real-money-provider = Hasta que la cadena de bloques confirme un canal, el dinero que hay en él depende de la palabra de tu proveedor: podría quedárselo.
real-money-open-it = Abre tu billetera con regularidad, mejor una vez al día. Según el proveedor, puede quedar cerrada entre un día y dos semanas; después, un proveedor deshonesto podría quedarse con lo que hay en un canal.
real-money-read = Lo he leído

## intro

intro-own-heading = El dinero es tuyo
intro-own = Las claves se crean en este dispositivo. No tienes ninguna cuenta con nosotros, y nadie puede bloquear ni gastar tus bitcoins.
intro-recover-heading = Pierdes el teléfono, no el dinero
intro-recover = Después de cada pago se actualiza una copia cifrada en tu propia nube. En un dispositivo nuevo solo necesitas esa nube y tu PIN.
intro-safe-heading = Solo tú puedes abrirla
intro-safe = La copia se cifra en este dispositivo. Nosotros no guardamos nada, así que no podemos recuperar tu dinero: recuerda bien tu PIN.
intro-next = Siguiente
intro-skip = Omitir
intro-page = { NUMBER($page) } de { NUMBER($pages) }

## name

name-heading = Ponle nombre a tu billetera
name-sentence = El nombre forma parte del archivo de la copia de seguridad, para que la encuentres en tu nube.
name-label = Nombre de la billetera
name-default = Mi billetera
name-file = Archivo de la copia
name-create = Crear billetera
name-too-long = Usa como máximo 40 caracteres.
name-bad-character = Estos caracteres no se permiten en el nombre de un archivo: / \ : * ? " < > |
name-rename = Cambiar el nombre de la billetera
name-rename-sentence = Este dispositivo muestra el nombre nuevo, también en la pantalla de bloqueo. Si la copia de seguridad ya está activada, su carpeta conserva su nombre.
name-rename-save = Guardar el nombre
name-renamed = La billetera tiene su nombre nuevo.

## home

home-balance = Saldo
home-hidden = Oculto
home-hide = Ocultar el saldo
home-show = Mostrar el saldo
home-unit = { $now }: mostrar las cantidades en { $unit }
home-receive = Recibir
home-send = Enviar
home-activity = Actividad
home-all-activity = Toda la actividad
home-as-of = Datos de { $time }
home-rebuilt = Faltaban archivos de tu copia ({ $service }). Lifeboat los ha escrito de nuevo y la copia está completa.
home-renamed = La carpeta de tu copia ({ $service }) ahora se llama «{ $name }». Lifeboat continúa ahí.
home-news-read = Entendido
home-new-version = Hay una nueva versión de Lifeboat lista.
home-new-version-take = Actualizar
home-new-version-waits = Todavía hay algo en curso, como un pago. Actualiza cuando termine o la próxima vez que abras Lifeboat.
home-no-activity = Aún no hay pagos
home-no-activity-hint = Toca Recibir para tener tus primeros bitcoins.
home-settings = Ajustes
home-settings-badge = Ajustes, la copia de seguridad no está activada
home-closing = En camino desde canales cerrados: { $amount }.
home-unconfirmed = Sin confirmar todavía: { $amount }.
home-onchain = El saldo incluye { $amount } en la cadena de bloques.
home-looking = Lifeboat aún está buscando en la cadena de bloques lo que pertenece a tu frase.
home-spendable = Ahora puedes enviar { $amount }. Tu canal retiene { $reserve } como reserva hasta que se cierre.
home-promised = El saldo incluye { $amount } sin confirmar en la cadena de bloques. Hasta entonces dependes de la palabra del proveedor.
home-read-only-elsewhere = Solo lectura: abierta en { $device }
home-read-only-elsewhere-unknown = Solo lectura: otro dispositivo tiene ahora la billetera
home-read-only-tab = Solo lectura: abierta en otra pestaña
home-read-only-unconfirmed = Comprobando tu copia de seguridad. Después podrás pagar.
home-signed-out = Inicia sesión en { $service } para seguir pagando.
home-read-only-unsafe = Detenida para proteger tu dinero
home-reserve = Para cerrar tus canales sin la otra parte, deberías tener { $amount } más en la cadena de bloques.
home-high = Más de { $limit } es mucho para una billetera en el teléfono. Envía tus ahorros a una billetera de hardware o multifirma.
home-details = Detalles

## backup

backup-off = Sin copia de seguridad
backup-checking = Comprobando la copia…
backup-saving = Guardando…
backup-saved = Guardado en { $service }, { $ago }
backup-waiting = Aún no está en la copia. Reintentando…
backup-paused = Copia en pausa: inicia sesión de nuevo
backup-paused-other = Copia en pausa: { $why }
backup-stopped = Copia en pausa
backup-all-else-saved = Todo lo demás está guardado
backup-fenced = Este saldo puede ser antiguo: { $device } tiene ahora la billetera
backup-fenced-unknown = Este saldo puede ser antiguo: otro dispositivo tiene ahora la billetera
# Above every page. Which problem, as it is called: “The storage does not answer”.
backup-alarm = Problema con la copia de seguridad: { $why }
backup-alarm-device = Problema en este dispositivo: { $why }
backup-alarm-second = Problema con la segunda copia: { $why }
backup-announce-saved = La copia de seguridad está al día otra vez.
backup-step-encrypting = Cifrar con tu PIN
backup-step-guards = Configurar los guardianes
backup-step-probing = Probar el almacenamiento
backup-step-folder = Crear la carpeta
backup-step-uploading = Subir los datos
backup-step-reading-back = Releer y comprobar
backup-step-done = hecho
backup-step-now = en curso
backup-step-open = pendiente

## prompt

prompt-heading = Activa tu copia de seguridad
prompt-funds = Tienes { $amount } aquí y ninguna copia de seguridad. Si pierdes este dispositivo, también pierdes ese dinero.
prompt-sentence = Sin copia de seguridad, si pierdes este dispositivo también pierdes tus bitcoins. Activarla lleva un minuto.
prompt-back-up = Activar la copia
prompt-words = Anotar las palabras en su lugar
prompt-later = Más tarde
prompt-reminder = Tu billetera no tiene copia de seguridad. Si este navegador borra sus datos, pierdes tu dinero.
prompt-reminder-safari = Tu billetera no tiene copia de seguridad. Si pasas siete días sin abrir Lifeboat, Safari la borra y pierdes tu dinero.

## backup-intro

backup-intro-heading = Copia de seguridad automática en la nube
backup-intro-sentence = Una copia cifrada de tu billetera se mantiene al día en tu propia nube.
backup-intro-next-title = Qué pasa ahora
backup-intro-next = Eliges un PIN y luego dónde se guarda la copia.
backup-intro-encrypted-title = Cifrada con tu PIN
backup-intro-encrypted = Todo se cifra en este dispositivo antes de salir de él. El almacenamiento solo ve tamaños y horas, nada más.
backup-intro-elsewhere-title = Funciona en tu próximo dispositivo
backup-intro-elsewhere = Allí necesitas la misma cuenta en la nube, esta app y tu PIN.
backup-intro-what-title = Qué se guarda
backup-intro-what = Tu frase de recuperación se guarda una vez. Tus canales y tu actividad se guardan automáticamente después de cada pago.
backup-intro-limits-title = Lo que no puede hacer
backup-intro-limits = Nadie puede recuperar un PIN olvidado: anota también la frase de recuperación, en los ajustes. Y si tu proveedor bloquea tu cuenta, no podrás acceder a esta copia: contra eso ayuda una segunda copia en otro proveedor.

## pin

pin-choose = Elige un PIN
pin-choose-sentence = { NUMBER($digits) } dígitos que vayas a recordar. El PIN no se puede recuperar.
pin-choose-new = Elige un PIN nuevo
pin-length = Número de dígitos
pin-footnote = El PIN abre esta app y cifra tu copia de seguridad.
pin-verify = Repite tu PIN
pin-verify-sentence = Introdúcelo otra vez para confirmarlo.
pin-mismatch = No es el mismo PIN.
pin-choose-again = Elegir otro PIN
pin-progress = { NUMBER($entered) } de { NUMBER($length) } dígitos
pin-progress-open =
    { $entered ->
        [one] { $entered } dígito
        [many] { $entered } de dígitos
       *[other] { $entered } dígitos
    }
pin-delete = Borrar dígito
pin-keypad = Teclado numérico
pin-unlock = Introduce tu PIN
pin-unlock-sentence = Abre { $name }.
pin-unlock-sentence-nameless = Abre tu billetera.
pin-unlock-button = Desbloquear
pin-unlocking = Desbloqueando…
pin-forgot = ¿Olvidaste el PIN?
pin-forgot-sentence = Tu frase de recuperación también abre esta billetera. Después eliges un PIN nuevo.
pin-forgot-note = Si otro dispositivo aún tiene abierta esta billetera, muestra las palabras en sus ajustes. Sin el PIN y sin las palabras, nadie puede abrirla: ni tú ni nosotros.
pin-forgot-restore = Restaurar una copia
pin-wrong = Ese PIN no abre esta billetera.
pin-old = Introduce tu PIN actual
pin-old-sentence = Después eliges uno nuevo.
pin-changing = Cambiando el PIN
pin-changing-sentence = Tu frase de recuperación se cifra de nuevo con otra clave, se guarda y se vuelve a leer.
pin-not-changed = El PIN no se ha cambiado
pin-changed = Tu PIN ha cambiado
pin-changed-sentence = A partir de ahora, el PIN nuevo abre esta app y tu copia de seguridad.
pin-changed-alone = A partir de ahora, el PIN abre esta app. No sustituye a una copia de seguridad.
pin-changed-here = El PIN nuevo abre esta app. Tu copia de seguridad se abre todavía con el antiguo, hasta que tu almacenamiento responda: recuerda los dos hasta que la copia aparezca como guardada.
pin-changed-note = El PIN antiguo no abre nada de lo que se escriba a partir de ahora. Lo anterior queda como está: las entradas previas a este cambio y, si el almacenamiento conserva archivos borrados o alguien los ha copiado, el archivo antiguo con tu frase de recuperación. Quien tenga ese archivo y el PIN antiguo puede gastar tu dinero. Si temes que ocurra, pasa el dinero a una billetera nueva.
pin-changed-second = El PIN antiguo todavía abre tu segunda copia, hasta que los ajustes indiquen que lo tiene todo.
pin-changed-old-copy = La copia antigua, que todavía no se ha borrado, se sigue abriendo con su PIN antiguo. Puedes borrarla en los ajustes, en «Copia de seguridad».
pin-refused-short = Usa al menos 4 dígitos.
pin-refused-long = Usa como máximo 12 dígitos.
pin-refused-digits = Usa solo dígitos.
pin-refused-repeats = Los dígitos repetidos son lo primero que se prueba. Elige otro PIN.
pin-refused-run = Los dígitos seguidos son lo primero que se prueba. Elige otro PIN.
pin-refused-year = Los años son lo primero que se prueba. Elige otro PIN.
pin-refused-date = Las fechas son lo primero que se prueba. Elige otro PIN.
pin-refused-common = Mucha gente usa este PIN, así que es de los primeros que se prueban. Elige otro.
pin-strength-checking = Comprobando…
pin-strength-weak = Débil: quien robe el archivo cifrado y tenga una tarjeta gráfica puede probar todos los PIN de { NUMBER($digits) } dígitos en aproximadamente { $time }. Usa más dígitos.
pin-strength-fair = Quien robe el archivo cifrado necesita aproximadamente { $time } con una tarjeta gráfica para probar todos los PIN de { NUMBER($digits) } dígitos.
pin-strength-strong = Bueno: quien robe el archivo cifrado necesita aproximadamente { $time } con una tarjeta gráfica para probar todos los PIN de { NUMBER($digits) } dígitos.

## guards

guards-heading = ¿Cómo quieres proteger tu PIN?
guards-sentence = Los guardianes son servidores que cuentan los PIN erróneos. No conocen ni el PIN ni lo que hay en tu billetera.
guards-with = PIN con guardianes (recomendado)
guards-with-worth = Un ladrón con tu archivo cifrado tiene { NUMBER($guesses) } intentos; después los guardianes se cierran para siempre. La probabilidad de acertar un PIN aleatorio de { NUMBER($digits) } dígitos es de 1 entre { NUMBER($odds) }.
guards-alone = Solo PIN
guards-alone-worth = Un ladrón con tu archivo cifrado y una tarjeta gráfica podría probar todos los PIN de { NUMBER($digits) } dígitos en unos { $time }. Alquilar la tarjeta ese tiempo cuesta unos { $cost }.
guards-alone-worth-little = Un ladrón con tu archivo cifrado y una tarjeta gráfica podría probar todos los PIN de { NUMBER($digits) } dígitos en unos { $time }. Alquilar la tarjeta ese tiempo cuesta menos de { $cost }.
guards-alone-take = Fijar el PIN sin guardianes
guards-who-title = Quién administra los guardianes
guards-who =
    Los eligió quien administra esta página. { $needed ->
        [one] Cualquiera de ellos que tuviera además tu archivo cifrado podría probar todos los PIN
        [many] { $needed } de ellos que se pusieran de acuerdo y tuvieran tu archivo cifrado podrían probar todos los PIN
       *[other] { $needed } de ellos que se pusieran de acuerdo y tuvieran tu archivo cifrado podrían probar todos los PIN
    } en unos { $time }.
guards-related = Algunos comparten dirección o dominio. Si los administra una misma persona o empresa, no protegen más que un solo guardián.
guards-gone-title = Si desaparecen guardianes
guards-gone =
    En un dispositivo nuevo, el PIN abre tu copia de seguridad solo si { $needed ->
        [one] responde un guardián
        [many] responden { $needed } guardianes
       *[other] responden { $needed } guardianes
    }. La frase de recuperación la abre sin ningún guardián, y este dispositivo tampoco necesita ninguno. Si alguien ha agotado todos los intentos, allí solo la abre la frase. Anota la frase antes de que te haga falta: la encuentras en los ajustes.
guards-title = Guardianes del PIN
guards-limit = Tienen que responder { NUMBER($needed) } de { NUMBER($all) } guardianes para que el PIN abra la copia de seguridad en un dispositivo nuevo. Un ladrón con tu archivo cifrado tiene { NUMBER($guesses) } intentos en total.
guards-asking = Preguntando a los guardianes…
guards-well = Responde; ningún PIN erróneo contado
guards-counted = Responde; PIN erróneos contados: { NUMBER($tries) }
guards-silent = No responde
guards-set-back = Ha vuelto a un estado anterior. Cambia el PIN para empezar allí de nuevo.
guards-spent = Demasiados intentos. Cambia el PIN para empezar allí de nuevo.
guards-unknown = No conoce esta copia de seguridad. Cambia el PIN para registrarla allí otra vez.
guards-left-out = No participa: no respondió cuando se fijó el PIN. Cuando vuelva, cambia el PIN para registrarla allí de nuevo.
guards-replace = Sustituir
guards-replace-note =
    { $count ->
        [one] Si { $gone } lleva días sin responder, quizá no vuelva.
        [many] Si { $gone } llevan días sin responder, quizá no vuelvan.
       *[other] Si { $gone } llevan días sin responder, quizá no vuelvan.
    } Mientras respondan { NUMBER($needed) } guardianes, tu PIN abre la copia de seguridad en un dispositivo nuevo; ahora responden { NUMBER($left) }. Para sustituir lo que falta, elige un PIN nuevo o vuelve a introducir el mismo. Si esta página tiene otro guardián, ocupa el lugar vacío. Si no, el PIN funciona sin los guardianes que faltan hasta que vuelvan. Este dispositivo hará entonces que se borren allí los registros antiguos.
guards-replace-few = Tienen que responder al menos { NUMBER($needed) } guardianes. Hasta entonces, el PIN no abre la copia de seguridad en ningún dispositivo nuevo y no se puede cambiar. La frase de recuperación la abre sin ningún guardián.
guards-replace-all = Ahora no responde ningún guardián. Mientras no respondan bastantes, el PIN no abre la copia de seguridad en ningún dispositivo nuevo. La frase de recuperación la abre sin ningún guardián. Si llevan días sin responder, quizá no vuelvan: elige entonces un PIN nuevo o introduce otra vez el mismo. Si esta página nombra a otros guardianes, ocupan su lugar. Si tampoco responde ninguno de ellos, se te pregunta por cada guardián, por su nombre, y después si quieres fijar el PIN sin guardianes.
guards-without = Prescindir de él esta vez
guards-without-title = Prescindir de este guardián
guards-without-note = Sin { $guard }, el PIN sigue abriendo la copia de seguridad en un dispositivo nuevo con los demás guardianes, pero pueden fallar menos. Se te volverá a preguntar cada vez que fijes un PIN. Cuando este guardián vuelva, cambia el PIN para que participe de nuevo.
guards-without-many = Sin este guardián quedan demasiado pocos para tu PIN. Si responde alguno de los demás, el PIN sigue como está. Si no responde ninguno, se te pregunta si quieres fijarlo sin guardianes.
guards-foreign-title = Alguien ha probado varios PIN
guards-foreign = Los guardianes han contado PIN que no se han introducido aquí: { NUMBER($tries) }, el último el { $time }. ¿Fuiste tú, en otro dispositivo?
guards-foreign-some-time = Los guardianes han contado PIN que no se han introducido aquí: { NUMBER($tries) }. ¿Fuiste tú, en otro dispositivo?
guards-foreign-mine = Sí, fui yo
guards-foreign-not-mine = No, no fui yo
guards-foreign-advice = Entonces alguien tiene una copia de tu copia de seguridad. Cambia primero la contraseña de tu almacenamiento en la nube y luego tu PIN: los guardianes rechazan entonces las copias antiguas.
guards-older = Las copias antiguas siguen siendo tan fáciles de abrir como antes: quien haya copiado el archivo antiguo puede seguir probando PIN sin límite. Si eso te preocupa, pasa tu dinero a una billetera nueva.

## practice

practice-title = ¿Todavía sabes tu PIN?
practice-note = Un PIN que no se usa se olvida pronto. Pruébalo ahora que esta billetera está abierta.
practice-go = Probar el PIN
practice-later = Más tarde
practice-heading = ¿Todavía sabes tu PIN?
practice-sentence = Introdúcelo como lo harías en un dispositivo nuevo. Si te equivocas, la billetera sigue abierta.
practice-wrong = Ese no es tu PIN
practice-wrong-sentence = Mejor saberlo ahora: la billetera está abierta y no se ha perdido nada.
practice-forgotten-title = Si lo has olvidado
practice-forgotten = Fija ahora un PIN nuevo. Para eso necesitas el PIN anterior o la frase de recuperación. Si no tienes ninguno de los dos, envía tus bitcoins a otra billetera mientras esta está abierta.
practice-change = Fijar un PIN nuevo
practice-right = Tu PIN es correcto
practice-right-alone = Se te volverá a preguntar dentro de un tiempo.
practice-right-guards = Todos los guardianes lo han aceptado: en un dispositivo nuevo abre lo que se guardó con este PIN. Se te volverá a preguntar dentro de un tiempo.
practice-right-some = Lo han aceptado suficientes guardianes: en un dispositivo nuevo abre lo que se guardó con este PIN. Se te volverá a preguntar dentro de un tiempo.
practice-failing-title = No todos los guardianes funcionan como deben
practice-failing = No lo han aceptado: { $hosts }. Si sigue así, sustituye lo que falta.
practice-guards = Ver los guardianes
practice-no-way = Pero ahora no abriría tu copia de seguridad en un dispositivo nuevo.
practice-row = Probar el PIN
practice-row-hint = Si todavía lo sabes y si abre tu copia de seguridad
practice-ask = Preguntarme el PIN de vez en cuando para que no lo olvide

## words

words-row = Frase de recuperación
words-heading = Frase de recuperación
words-pin-sentence = Primero, tu PIN. Asegúrate de que nadie vea la pantalla.
words-sentence = Estas { NUMBER($count) } palabras son tu dinero: quien las tenga puede gastarlo.
words-advice = Escríbelas en papel, en este orden, y guárdalas donde solo tú las encuentres. Nada de fotos, capturas de pantalla ni mensajes. Con ellas recuperas la billetera si olvidas el PIN. Para el dinero de los canales Lightning hace falta además la copia de seguridad.
words-hold = Mantén pulsado para ver
words-row-hint = También en papel, por si olvidas el PIN
words-written = Ya la he anotado
words-check-heading = Toca tus palabras en orden
words-check-sentence = Léelas del papel: así se comprueba que están bien anotadas. Asegúrate de que nadie vea tu pantalla.
words-check-next = Palabra { NUMBER($next) } de { NUMBER($count) }
words-check-tapped = Palabra { NUMBER($number) }, tocada
words-check-wrong = Esa no es la palabra { NUMBER($next) }. Compara otra vez el papel con las palabras.
words-checked-heading = Tus palabras son correctas
words-checked-sentence = Guarda el papel donde solo tú puedas encontrarlo.
words-not-title = Lo que no recuperan
words-not = El dinero en canales Lightning, tu actividad y tus notas. Eso solo vuelve con la copia de seguridad, así que las palabras no la sustituyen.

## service

service-heading = ¿Dónde quieres guardar la copia?
service-sentence = Elige un almacenamiento que ya uses y al que puedas acceder cuando ya no tengas este dispositivo.
service-restore-heading = ¿Dónde está tu copia de seguridad?
service-restore-sentence = Elige el almacenamiento que usaste al activar la copia de seguridad.
service-google-drive-hint = Tu cuenta de Google. Pasada una hora, inicias sesión de nuevo con un toque.
service-google-drive-broker-hint = Tu cuenta de Google. Inicias sesión una sola vez.
service-icloud-hint = Tu cuenta de Apple. Solo aparece al administrar el almacenamiento.
service-dropbox-hint = Tu cuenta de Dropbox. La sesión queda abierta.
service-one-drive-hint = Tu cuenta de Microsoft. Inicias sesión de nuevo una vez al día.
service-nextcloud-hint = Propio o de tu proveedor, con una contraseña de aplicación
service-webdav-hint = Un NAS o cualquier otro almacenamiento WebDAV
service-vss-hint = Un servidor VSS, tuyo o del proveedor de tu billetera
service-s3-hint = Un bucket en Amazon, Cloudflare o propio, con sus claves
service-remote-storage-hint = La dirección de tu almacenamiento, como yo@example.org
service-this-server-hint = El servidor del que viene esta página
service-own = Mi propio almacenamiento
service-own-hint = Nextcloud, WebDAV, S3 o un servidor propio
service-needs-operator = No está configurado en esta instalación de Lifeboat

## sign-in

sign-in-server-heading = Inicia sesión en este servidor
sign-in-server-sentence = Su almacenamiento tiene una única contraseña. Pídesela a quien administra el servidor.
sign-in-webdav-heading = Inicia sesión en WebDAV
sign-in-webdav-sentence = Lifeboat crea allí una carpeta y no toca nada más.
sign-in-url = Dirección
sign-in-url-hint = Por ejemplo, https://cloud.example.org/remote.php/dav/files/samantha
sign-in-user = Nombre de usuario
sign-in-password = Contraseña
sign-in-app-password-hint = Si el servicio ofrece contraseñas de aplicación, crea una para Lifeboat.
sign-in-kept = Los datos de acceso se guardan cifrados en este dispositivo.
sign-in-button = Continuar
sign-in-find-button = Buscar copias
sign-in-trying = Probando el almacenamiento…
sign-in-searching = Buscando copias de seguridad…
sign-in-missing-password = Escribe la contraseña.
sign-in-missing-user = Escribe el nombre de usuario.
sign-in-missing-url = Escribe la dirección. Empieza por https://
sign-in-reconnect-heading = Inicia sesión de nuevo
sign-in-reconnect-sentence = Escribe la contraseña actual de { $account } en { $service }. Los pagos continúan en cuanto la copia de seguridad vuelva a funcionar.
sign-in-second-sentence = Inicia sesión de nuevo como { $account } en { $service }. Después, la segunda copia se pone al día automáticamente.
sign-in-reconnect-button = Iniciar sesión de nuevo
sign-in-nextcloud-heading = Inicia sesión en Nextcloud
sign-in-nextcloud-sentence = Lifeboat crea allí una carpeta y no toca nada más.
sign-in-nextcloud-url-hint = Como en tu navegador; por ejemplo, https://cloud.example.org
sign-in-nextcloud-password = Contraseña de aplicación
sign-in-nextcloud-how = En Nextcloud: Ajustes, Seguridad, Dispositivos y sesiones. Escribe el nombre Lifeboat, crea una contraseña de aplicación nueva y cópiala aquí.
sign-in-nextcloud-link = Abrir esos ajustes
sign-in-nextcloud-cors-title = Si el servidor no responde
sign-in-nextcloud-cors = Nextcloud no deja entrar a otras páginas web hasta que su administrador lo permita: que instale la app «WebAppPassword» y escriba esta dirección entre los orígenes permitidos, o que ejecute este comando:
sign-in-cors-title = Si el servidor no responde
sign-in-cors = Tiene que permitir la dirección de esta página (CORS). Pide a quien lo administra que permita:
sign-in-vss-heading = Conecta un servidor de billeteras Lightning
sign-in-vss-sentence = Guarda lo que este dispositivo ha cifrado, con nombres que no dicen nada de ti.
sign-in-vss-url-hint = Por ejemplo, https://vss.example.org/vss
sign-in-vss-user = Nombre de la cuenta
sign-in-vss-user-hint = El que quieras, pero siempre el mismo
sign-in-vss-password-hint = Al menos 12 caracteres, mejor de un gestor de contraseñas. La necesitarás en tu próximo dispositivo.
sign-in-vss-token = Token
sign-in-vss-token-hint = Déjalo vacío si el servidor acepta firmas. En ese caso, Lifeboat firma con una clave propia.
sign-in-s3-heading = Conecta un almacenamiento S3
sign-in-s3-sentence = Usa claves que solo den acceso a este bucket.
sign-in-s3-endpoint = Endpoint
sign-in-s3-endpoint-hint = Por ejemplo, https://s3.eu-central-1.amazonaws.com
sign-in-s3-region = Región
sign-in-s3-region-hint = Por ejemplo, eu-central-1 o auto
sign-in-s3-bucket = Bucket
sign-in-s3-prefix = Carpeta
sign-in-s3-prefix-hint = Opcional: se antepone a todos los nombres
sign-in-s3-access-key = Clave de acceso
sign-in-s3-secret-key = Clave secreta
sign-in-remote-storage-heading = Conecta remoteStorage
sign-in-remote-storage-sentence = La página de tu almacenamiento te pregunta si Lifeboat puede guardar archivos en una carpeta propia.
sign-in-remote-storage-address = Tu dirección
sign-in-remote-storage-address-hint = Por ejemplo, yo@5apps.com
sign-in-missing-field = Rellena todos los campos que no sean opcionales.
sign-in-go-heading = Sigue en { $service }
sign-in-go-button = Ir a { $service }
sign-in-going = Abriendo { $service }…
sign-in-go-next-title = Qué pasa ahora
sign-in-go-back = Inicias sesión en la página de { $service }, que luego te trae de vuelta. Lifeboat nunca ve esa contraseña.
sign-in-go-encrypted = Todo se cifra antes en este dispositivo. { $service } no puede leerlo.
sign-in-go-lasts-title = Cuánto dura
sign-in-ask-google-drive = Google te pregunta si Lifeboat puede ver y modificar los archivos que él mismo creó. Marca esa casilla. Tus demás archivos quedan fuera de su alcance.
sign-in-ask-icloud = Apple te pide que inicies sesión con tu cuenta de Apple. Tus archivos y fotos quedan fuera de su alcance.
sign-in-ask-dropbox = Dropbox te pregunta si Lifeboat puede guardar archivos en una carpeta propia y ver tu nombre y el espacio libre. Tus demás archivos quedan fuera de su alcance.
sign-in-ask-one-drive = Microsoft te pregunta si Lifeboat puede guardar archivos en una carpeta propia. Tus demás archivos quedan fuera de su alcance.
sign-in-lasts-google-drive-broker = Hasta que retires el permiso en tu cuenta de Google. Se renueva automáticamente a través del servidor de esta página, que no ve ningún dato de la billetera.
sign-in-lasts-google-drive = Google deja entrar a Lifeboat durante una hora cada vez. Después, con un toque en la pantalla principal inicias sesión de nuevo; los pagos esperan hasta entonces.
sign-in-lasts-icloud = Apple puede cerrar la sesión en cualquier momento. Después, un toque en la pantalla principal te lleva de nuevo a Apple; los pagos esperan hasta entonces.
sign-in-lasts-dropbox = Hasta que retires el permiso en los ajustes de Dropbox.
sign-in-lasts-one-drive = Microsoft cierra la sesión a las 24 horas. Después, un toque en la pantalla principal te lleva de nuevo a Microsoft; los pagos esperan hasta entonces.
sign-in-lasts-remote-storage = Tanto como lo permita tu almacenamiento. Cuando termine, un toque en la pantalla principal te lleva de nuevo allí; los pagos esperan hasta entonces.
sign-in-finishing-heading = Terminando el inicio de sesión
sign-in-finishing-sentence = Un momento.
sign-in-ended-title = Inicia sesión de nuevo
sign-in-ended-what = { $service } cerró la sesión. Es normal allí pasado un tiempo.
sign-in-ended-fix = Toca «Iniciar sesión de nuevo» y acepta en la página de { $service }. Allí no hacen falta el PIN ni la frase de recuperación.
sign-in-again-heading = Inicia sesión de nuevo
sign-in-again-sentence = { $service } cerró la sesión de { $account }. Tu dinero está a salvo; los pagos continúan en cuanto la copia de seguridad vuelva a funcionar.
sign-in-operator-heading = { $service } no está configurado aquí
sign-in-operator-sentence = Quien administra esta instalación de Lifeboat tiene que registrarla antes en { $service }. Tu billetera está bien.
sign-in-operator-title = Si la administras tú
sign-in-operator-steps = Registra una app en { $console } con la dirección de redirección de abajo. Luego pon su identificador en config.json, en { $key }. La guía «docs/providers/signing-in.md» explica cada paso.
sign-in-operator-icloud = Hace falta el programa de pago para desarrolladores de Apple: un contenedor de CloudKit y un token de API. Pon ambos en config.json, en iCloud. La guía «docs/providers/signing-in.md» explica cada paso.
sign-in-operator-server = Este servidor no ofrece almacenamiento propio.
sign-in-operator-redirect = Dirección de redirección

## saving

saving-heading = Guardando tu copia de seguridad
saving-sentence = Tarda unos segundos. Mantén la página abierta, por favor.
saving-cancel-note = Puedes detenerlo en cualquier momento: lo que se haya escrito se borra, y tu billetera queda como está.
saving-cancel = Detener
saving-cancelling = Deteniendo…
saving-failed-heading = Tu billetera aún no tiene copia de seguridad
saving-other = Elegir otro lugar

## confirmation

confirmation-heading = Tu billetera tiene copia de seguridad
confirmation-sentence = Se ha vuelto a leer desde { $service } y se abre con tu PIN.
confirmation-account = Cuenta
confirmation-place = Carpeta
confirmation-file = Nombre
confirmation-open = Abrir la carpeta
confirmation-lose-title = Si pierdes este dispositivo
confirmation-lose = Abre Lifeboat en otro dispositivo, elige «Restaurar una billetera», inicia sesión en { $service } e introduce tu PIN.
confirmation-not-title = Lo que no cubre
confirmation-not = Olvidar el PIN, si no has anotado la frase de recuperación; y perder a la vez este dispositivo y tu acceso a { $service }. Lifeboat está pensado para el dinero de cada día, no para los ahorros.

## receive

receive-heading = Recibir
receive-sentence = Deja la cantidad vacía para que la elija quien paga.
receive-amount = Cantidad en { $unit }
receive-note = Nota
receive-note-hint = Quien paga ve esta nota.
receive-create = Crear factura
receive-creating = Creando la factura…
receive-on-chain = Usar una dirección de bitcoin
receive-chain-heading = Dirección de bitcoin
receive-chain-sentence = Muestra este código a quien paga para que lo escanee, o envíale la dirección como texto.
receive-chain-preparing = Guardando la dirección…
receive-chain-hint = Para quien paga sin Lightning. El pago se ve enseguida y se puede gastar cuando está confirmado, por lo general en menos de una hora. La dirección no cambia hasta que se usa.
receive-chain-qr = La dirección como código QR. Toca para copiarla.
receive-chain-text = Dirección
receive-chain-copy = Copiar dirección
receive-invoice-sentence = Muestra este código a quien paga para que lo escanee, o envíale la factura como texto.
receive-any-amount = Cualquier cantidad
receive-qr = La factura como código QR. Toca para copiarla.
receive-text = Factura
receive-copy = Copiar factura
receive-opening-fee = Este pago te abre un canal Lightning. Abrirlo cuesta { $amount } una sola vez, a cargo de este pago.
receive-opening-terms = Este pago te abre un canal Lightning. Abrirlo cuesta el { $percent } % del pago, como mínimo { $fee }. El pago debe estar entre { $least } y { $most }.
receive-room = Por los canales que tienes pueden entrar hasta { $amount }. Un pago mayor abre un canal nuevo: verás cuánto cuesta antes de que nadie pague.
receive-room-none = El próximo pago abre un canal Lightning para ti. Verás cuánto cuesta antes de que nadie pague.
receive-open = Esperando el pago. Mantén Lifeboat abierto y desbloqueado hasta que llegue.
receive-expires = Válida hasta el { $time }.
receive-arriving = El pago está llegando…
receive-expired = Esta factura venció.
receive-expired-sentence = Ya nadie puede pagarla.
receive-waits-for-backup = De momento no se puede guardar nada. Ningún pago puede llegar hasta que vuelva a funcionar.
receive-again = Crear otra
receive-received = Recibido
receive-received-sentence = El pago de { $amount } llegó a tu billetera.
receive-bad-amount = Esta cantidad no está clara o no es válida. Escríbela sin separadores, por ejemplo 2500.

## send

send-heading = Enviar
send-sentence = Pega una factura, una dirección Lightning, un LNURL o una dirección de bitcoin.
send-invoice = Factura o dirección
send-paste = Pegar
send-paste-failed = El navegador no permitió leer el portapapeles. Pega en el campo directamente.
send-check = Continuar
send-checking = Leyendo…
send-amount-heading = ¿Cuánto?
send-amount-sentence = Esta factura deja que tú elijas la cantidad.
send-most = Ahora puedes enviar como máximo { $amount }.
send-confirm-heading = ¿Enviar { $amount }?
send-confirm-sentence = Un pago no se puede deshacer.
send-to = Para
send-note = Nota
send-no-note = ninguna
send-valid = Válida hasta
send-fee-looking = Buscando un camino…
send-fee-unknown = se desconoce
send-fee-none = ninguna
send-fee-quote = aproximadamente { $fee }, como máximo { $most }
send-fee-dear = { $fee } por el mejor camino. El límite es de { $most }: no se envía nada si no lo subes.
send-fee-raise = Permitir una comisión de hasta { $most }
send-pay = Enviar { $amount }
send-paying = Enviando…
send-pay-again = Enviar otra vez de todos modos
send-pending-heading = En camino
send-starting-heading = A punto de salir
send-starting = El pago de { $amount } sale en cuanto tu proveedor esté conectado. Puedes dejar esta pantalla.
send-saving-heading = Esperando a que se guarde
send-pending = El pago de { $amount } está en camino. Puedes dejar esta pantalla: continúa igual.
send-pending-backup = El pago sigue en cuanto se guarde.
send-sent-heading = Enviado
send-sent = Llegó el pago de { $amount }. Comisión de enrutamiento: { $fee }.
send-failed-heading = No se envió
send-failed = No se envió nada. Tu saldo no ha cambiado.
send-scan = Escanear
send-scan-heading = Escanear un código
send-scan-sentence = Pon el código delante de la cámara. La imagen se queda en este dispositivo.
send-scan-video = Lo que ve la cámara
send-scan-opening = Abriendo la cámara…
send-scan-looking = Buscando un código…
send-scan-denied = El navegador no permite a esta página usar la cámara. Permítelo en los ajustes del navegador o elige una imagen.
send-scan-absent = No hay ninguna cámara. Elige una imagen, o vuelve atrás y pega el texto.
send-scan-broken = La cámara no se puede usar en este momento; quizá la está usando otro programa. Elige una imagen o inténtalo de nuevo.
send-scan-no-code = En esta imagen no hay ningún código que se pueda leer.
send-scan-picture = Elegir una imagen
send-service-heading = Pagar a { $name }
send-service-sentence = Este servicio te emite una factura. Se entera de la cantidad, de tu comentario y de tu dirección de internet.
send-service = Servicio
send-range = De { $least } a { $most }.
send-comment = Comentario
send-comment-hint = Opcional. El destinatario puede leerlo.
send-asking = Preguntando al servicio…
send-withdraw-heading = Recibir de { $name }
send-withdraw-sentence = Este servicio paga una factura que tu billetera emite ahora. Se entera de la cantidad y de tu dirección de internet.
send-withdraw-ask = Recibir
send-withdraw-fee-sentence = Para recibir este pago hay que abrirte un canal Lightning. La comisión por abrirlo se descuenta de este pago una sola vez. El servicio recibe la factura solo cuando aceptes.
send-withdraw-rest = Recibes
send-withdraw-agree = Recibir y pagar { $fee }
send-thanks-heading = Mensaje del destinatario
send-chain-heading = Enviar por la cadena de bloques
send-chain-sentence = Lo que tarda en llegar depende de la comisión.
send-all = Enviar todo
send-speed = Velocidad
send-quick = Unos 20 minutos
send-usual = Unas 2 horas
send-slow = Un día, más o menos
send-own = Otra tarifa
send-rate = { $rate } sat/vB
send-own-rate = Tarifa en sat/vB
send-own-rate-hint = Como mínimo 1.
send-keep = Guardar { $amount } para cerrar canales
send-keep-hint = Si hay que cerrar un canal sin la otra parte, las comisiones se pagan con este dinero.
send-network-fee = Comisión de la red
send-total = En total
send-left = Queda en la cadena de bloques
send-dear-pay = Enviar con esta comisión de todos modos
send-bump-heading = ¿Subir la comisión?
send-bump-sentence = El pago se envía otra vez con una comisión más alta, en lugar del primero. Solo uno de los dos puede llegar.
send-fees-old = El servicio de la cadena de bloques no dice qué comisiones hacen falta ahora, así que estas pueden ser muy distintas. Consúltalas en otro sitio y escribe la tuya.
send-reserve-waits = Hasta que este pago esté confirmado, lo que queda no puede pagar el cierre de un canal.
send-bump-now = Subir la comisión a { $fee }

## activity

activity-heading = Actividad
activity-sentence = Todos los pagos de esta billetera, primero los más recientes.
activity-search = Buscar
activity-search-hint = Palabras, un importe o parte de una dirección o de un hash.
activity-only = Mostrar
activity-only-all = Todos los pagos
activity-only-received = Recibidos
activity-only-sent = Enviados
activity-only-waiting = Pendientes
activity-nothing-found = No se ha encontrado nada
activity-export = Guardar la lista como archivo
activity-export-note = El archivo no está cifrado. Quien lo tenga ve todos tus pagos.
activity-export-table = Tabla (CSV)
activity-export-labels = Etiquetas para otras billeteras (BIP 329)
activity-export-empty = Todavía no hay nada anotado sobre pagos en la cadena de bloques, así que este archivo está vacío.
activity-received = Recibido
activity-sent = Enviado
activity-asked = Aún sin pagar
activity-pending-in = Llegando
activity-pending-out = En camino
activity-starting = A punto de salir
activity-saving = Esperando a que se guarde
activity-offered = Aún sin aceptar
activity-unconfirmed = Sin confirmar todavía
activity-sweep = De un canal cerrado
activity-close = Comisiones por cerrar un canal
activity-network-fee = Comisión de la red
activity-transaction = Transacción
activity-address = Dirección
activity-confirmations = Confirmaciones
activity-bump = Subir la comisión
activity-refused = Devuelto
activity-older = Ver pagos anteriores
activity-failed = Fallido
activity-saved = En la copia de seguridad
activity-not-saved = Aún no está en la copia de seguridad
activity-no-backup = La copia de seguridad no está activada
activity-detail-received = Pago recibido
activity-detail-sent = Pago enviado
activity-detail-failed = Pago fallido
activity-detail-pending = Pago en curso
activity-amount = Cantidad
activity-fee-out = Comisión de enrutamiento
activity-fee-in = Comisión por abrir el canal
activity-when = Fecha
activity-note = Nota
activity-own-note = Tu nota
activity-own-note-hint = Solo tú ves esta nota.
activity-save-note = Guardar nota
activity-noted = Anotado
activity-hash = Hash del pago
activity-preimage = Comprobante de pago (preimagen)
activity-backup = Copia de seguridad
activity-why = Motivo
activity-unknown = Este pago no está en esta billetera.
activity-waits-heading = Esperando respuesta
activity-waits = Este pago ha salido y el destinatario aún no lo ha aceptado. Si no lo acepta, el dinero vuelve aproximadamente el { $time }.
activity-waits-given-up = Lifeboat ha dejado de intentarlo. Lo que ha salido no se puede retirar: el destinatario todavía puede aceptarlo. Si no, el dinero vuelve aproximadamente el { $time }.
activity-waits-starting = Todavía no ha salido nada de este pago.
activity-stop = Dejar de intentarlo
activity-here-heading = Aún no ha salido
activity-here = Este pago espera a que se guarde. Nada ha salido de esta billetera, así que todavía puedes anularlo.
activity-call-off = Anular
activity-calling-off = Anulándose
activity-calling-off-note = Anulaste este pago, pero todavía no consta en la copia de seguridad. Deja Lifeboat abierto hasta entonces: si lo cierras antes, es posible que el pago se envíe.
activity-offered-heading = Ningún servicio de la cadena de bloques lo ha aceptado todavía
activity-offered-note = Lifeboat vuelve a ofrecer este pago cada minuto mientras está abierto, así que déjalo abierto. Ya no se puede anular: algún servicio puede tenerlo aunque su respuesta no haya llegado. No pagues de otra forma, a menos que puedas permitirte pagar dos veces.
activity-stop-note = Con esto terminan los intentos. Lo que ya ha salido no se puede retirar.

## channels

channels-heading = Estado de los canales
channels-sentence = Los pagos Lightning pasan por canales con otros nodos.
channels-none = Aún no hay ningún canal. El primer pago que recibas abrirá uno.
channels-usable = Listo
channels-unconfirmed = Listo, aún sin confirmar
channels-unseen = No está en la cadena de bloques
channels-waiting = Esperando a la otra parte
channels-opening = Abriéndose
channels-mine = Tuyo
channels-sendable = Puedes enviar, comisiones incluidas
channels-reserve = Reserva
channels-reserve-hint = La reserva es tuya. Queda en el canal mientras está abierto y vuelve a ti cuando se cierra.
channels-theirs = Puedes recibir
channels-confirmations = Confirmaciones
channels-unconfirmed-hint = Hasta que este canal esté en la cadena de bloques, lo que contiene depende de la palabra del proveedor.
channels-unseen-hint = La transacción que abre este canal no se ha visto nunca. Hasta que se vea, no se pide ningún pago por él.
channels-capacity = Tamaño: { $amount }
channels-closed = Se cerró un canal
channels-closed-agreed = Las dos partes acordaron cerrarlo.
channels-closed-by-peer = Lo cerró la otra parte.
channels-closed-by-us = Lo cerró esta billetera.
channels-closed-unfunded = Nunca llegó a la cadena de bloques.
channels-closed-amount = Tu parte: { $amount }. Vuelve a ti por la cadena de bloques, menos sus comisiones.
channels-link-up = Conectado a tu proveedor
channels-link-connecting = Conectando con tu proveedor…
channels-link-off = Sin conexión
channels-height = Último bloque
channels-open = Más, y cerrar
channels-closed-open = Qué llega y cuándo
channels-closing = Se está cerrando

## channel

channel-heading = Canal
channel-unknown = Este canal ya no existe.
channel-what-title = Qué significa cerrar
channel-what = Lo que es tuyo en este canal pasa a la cadena de bloques, a una dirección de esta billetera. Después no se puede enviar ni recibir nada por el canal, y no se puede volver a abrir.
channel-together-title = Cerrar de acuerdo
channel-together = Las dos partes firman el cierre. Tu dinero queda disponible alrededor de una hora después del próximo bloque. Enviarlo a esta billetera cuesta unos { $home }.
channel-together-away = La otra parte no está conectada ahora. Para cerrar de acuerdo hay que esperar a que lo esté.
channel-together-button = Cerrar de acuerdo
channel-closing = Se está cerrando de acuerdo
channel-closing-hint = Las dos partes están cerrando este canal. Antes se completan los pagos en curso, y la otra parte tiene que estar conectada.
channel-alone-title = Cerrar sin la otra parte
channel-alone = Esto es para cuando la otra parte no vuelve o no cierra. Si está conectada, primero tiene alrededor de una hora para cerrar por su cuenta, que es más rápido. Si no, esta billetera envía el último estado que firmaron las dos partes. Tu dinero queda entonces bloqueado durante { $blocks } bloques, unos { $time }. Enviarlo después a esta billetera cuesta unos { $home }.
channel-alone-coins = Cuando los bloques están llenos, se pagan aproximadamente { $coins } más con lo que esta billetera tiene en la cadena de bloques, y nunca más de { $most }. Allí tiene { $there }.
channel-alone-missing = Puede ser muy poco cuando los bloques están llenos. Entonces el cierre espera a que bajen las comisiones, y un pago en curso puede perderse mientras tanto. Si puedes, espera a tener más antes de cerrar.
channel-alone-button = Cerrar sin la otra parte
channel-alone-hold = Mantén pulsado para cerrar
channel-alone-hold-hint = Mantén pulsado el botón dos segundos, o púlsalo tres veces.
channel-away = La otra parte no está disponible desde { $since }.
channel-confirm-heading = ¿Cerrar este canal?
channel-confirm-together = Las dos partes lo cierran de acuerdo. No se puede deshacer.
channel-confirm-alone = Esta billetera lo cierra sin la otra parte. No se puede deshacer.
channel-confirm-yes = Cerrarlo ahora
channel-confirm-no = Dejarlo abierto
channel-closed-at = Cerrado
channel-home-title = Ya no llega nada más
channel-home = Todo lo que era tuyo en este canal ha llegado a esta billetera, menos las comisiones.
channel-stay = El dinero llega mientras Lifeboat está abierto. Si lo cierras, vuelve a abrirlo cuando pase ese tiempo.
channel-peer = La otra parte
channel-funding-transaction = Abierto por la transacción
channel-closing-transaction = Cerrado por la transacción
channel-step-unfunded = La transacción que abrió este canal nunca se vio en la cadena de bloques. Lo que hay en él dependía solo de la palabra del proveedor: nada vuelve hasta que esa transacción esté allí.
channel-step-unheard = Retenido hasta que la otra parte confirme que el estado de esta billetera es el más reciente.
channel-step-waits-for-peer = Se pidió a la otra parte que cierre, que es más rápido. Si no lo hace, esta billetera cierra sola dentro de unos { $time }.
channel-step-waits-for-head = Espera a que todo esté guardado y el almacenamiento de la copia diga que ningún otro dispositivo siguió con esta billetera.
channel-step-sent = El cierre se ha enviado y espera un bloque.
channel-step-ripens = En un bloque. Queda disponible a partir del bloque { $height }, dentro de unos { $time }.
channel-step-comes-back = Un pago que estaba en camino. Vuelve en el bloque { $height }, dentro de unos { $time }, si el destinatario no lo acepta antes.
channel-step-claimed = Un pago que llegó. Se está cobrando, y tiene que estar en un bloque antes del bloque { $height }.
channel-step-penalty = La otra parte envió un estado antiguo. Como penalización, su dinero en el canal pasa a esta billetera.
channel-step-free = Disponible. Se va a enviar a una dirección de esta billetera.
channel-step-on-the-way = Enviado a una dirección de esta billetera. Espera un bloque.
channel-step-arrived = En una dirección de esta billetera. Unos bloques más lo hacen definitivo.

## restore

restore-heading = Restaura tu billetera
restore-sentence = Necesitas el almacenamiento que contiene la copia de seguridad, y tu PIN o tu frase de recuperación.
restore-cloud = Desde la nube
restore-files = Desde archivos de este dispositivo
restore-words = Solo tengo la frase de recuperación
restore-words-sentence = De 12 a 24 palabras, en orden y separadas por espacios. Devuelven lo que está en la cadena de bloques, pero nada de lo que está en canales Lightning.
restore-words-note = Lo que está en los canales solo vuelve con la copia de seguridad. Si aún puede haber una, o si algún dispositivo todavía tiene esta billetera, usa eso en su lugar.
restore-files-heading = Elige los archivos de la copia
restore-files-sentence = Para cuando ya no se puede acceder a ningún servicio: una copia de la carpeta en un disco, en una memoria USB o en tus descargas.
restore-files-which-title = Qué archivos
restore-files-which-all = La carpeta «BitcoinWalletBackup_» seguida de su nombre, con todo lo que contiene, o la carpeta superior.
restore-files-which-names = Si los nombres son otros, no importa. Lifeboat mira el contenido de los archivos.
restore-files-which-newest = Si hay varias copias, usa la más reciente.
restore-files-folder = Elegir una carpeta
restore-files-some = Elegir archivos
restore-files-reading = Leyendo
restore-files-found-sentence = Lo que hay en los archivos que elegiste.
restore-files-nothing-heading = No hay ninguna copia en estos archivos
restore-files-nothing-sentence = Se leyeron sin errores y no contienen ninguna copia de seguridad de Lifeboat.
restore-files-nothing-folder = Elige la carpeta tal como estaba en el almacenamiento, con la carpeta «Channel state» dentro.
restore-files-nothing-whole = Descárgala de nuevo: un archivo que no se descargó completo no se puede leer.
restore-files-other = Elegir otros archivos
restore-files-left-out = No forman parte de ninguna copia: { $files }
restore-files-left-out-more = { $files } y { NUMBER($count) } más
restore-how-title = Cómo funciona
restore-how-find = Lifeboat busca una copia de seguridad cifrada en tu nube.
restore-how-open = Tu PIN la abre en este dispositivo. Ni el almacenamiento ni nosotros podemos hacerlo.
restore-how-old = La billetera continúa aquí. El dispositivo anterior se detiene automáticamente.
restore-found-heading = Elige tu billetera
restore-found-sentence = Lo que hay en { $service }.
restore-changed = Último cambio: { $time }
restore-unknown-time = No se sabe cuándo cambió por última vez
restore-second-copy = Una segunda copia: la primera puede ser más reciente.
restore-ended = La copia de seguridad se desactivó aquí: puede ser antigua.
restore-no-channel-state = Falta el estado de los canales; esta versión aún no puede restaurarla.
restore-unread-heading = No se pudo leer ninguna copia de seguridad
restore-unread-sentence = { $count ->
        [one] No se pudo abrir una carpeta. Puede contener una copia de seguridad.
        [many] No se pudieron abrir { $count } de carpetas. Alguna puede contener una copia de seguridad.
       *[other] No se pudieron abrir { $count } carpetas. Alguna puede contener una copia de seguridad.
    }
restore-unread = No se pudo abrir esta carpeta y no se sabe si contiene una copia de seguridad: { $why }.
restore-nothing-heading = No hay ninguna copia aquí
restore-nothing-sentence = { $service } se leyó sin errores y no contiene ninguna copia de seguridad de Lifeboat.
restore-nothing-try = Qué puedes probar
restore-nothing-account = Otra cuenta: con otro usuario u otra dirección se abre otra carpeta.
restore-nothing-service = Otro servicio: quizá usaste otro almacenamiento.
restore-nothing-moved = La carpeta «Bitcoin Wallet Backup» tiene que estar donde Lifeboat la creó y con ese nombre. Si la moviste o la renombraste, déjala como estaba, o descárgala y restaura desde archivos.
restore-other = Elegir otro servicio
restore-other-too = Buscar también en otro servicio
restore-older =
    Más antigua que la copia de { $service }: aquí { $count ->
        [one] falta una entrada
        [many] faltan { $count } de entradas
       *[other] faltan { $count } entradas
    }. Restaura la otra.
restore-newer = Más reciente que la copia de { $service }.
restore-as-new = Tan reciente como la copia de { $service }.
restore-pin-heading = Introduce el PIN de «{ $name }»
restore-pin-sentence = El PIN que elegiste al activar la copia de seguridad.
restore-pin-button = Restaurar
restore-use-phrase = Usar la frase de recuperación
restore-phrase-heading = Escribe la frase de recuperación
restore-phrase-sentence = De 12 a 24 palabras, en orden y separadas por espacios. Abren la misma copia de seguridad.
restore-phrase-label = Frase de recuperación
restore-use-pin = Usar el PIN
restore-wrong-pin = Este PIN no abre la copia de seguridad. La copia está intacta: prueba otra vez.
restore-wrong-phrase = Estas palabras son de otra billetera. La copia de seguridad está intacta.
restore-steps-heading = Restaurando «{ $name }»
restore-steps-sentence = Mantén la página abierta, por favor.
restore-step-unlocking = Abrir con tu PIN
restore-step-unlocking-phrase = Abrir con tu frase
restore-step-reading = Leer el estado más reciente
restore-step-taking-over = Tomar el relevo del dispositivo anterior
restore-step-confirming = Comprobar que no hay nada más reciente
restore-step-catching-up = Ponerse al día con la cadena de bloques
restore-failed-heading = Aún no se ha restaurado
restore-done-heading = Hola de nuevo
restore-done-sentence = «{ $name }» se ha restaurado y continúa en este dispositivo.
restore-unfit = Tu billetera funciona. Traslada pronto su copia de seguridad a otro almacenamiento: en los ajustes, en Copia de seguridad.
restore-balance = Saldo
restore-last = Último pago
restore-last-in = Recibido: { $amount }, { $time }
restore-last-out = Enviado: { $amount }, { $time }
restore-last-none = Aún no hay pagos
restore-compare = ¿Coincide con lo que recuerdas?
restore-old-device = Tu dispositivo anterior ({ $device }, usado por última vez el { $time }) pasa a solo lectura automáticamente.
restore-old-device-recent = Tu dispositivo anterior ({ $device }) estaba activo { $time }. Pasa a solo lectura automáticamente; por seguridad, cierra allí Lifeboat.
restore-active-now = Un dispositivo escribió en esta copia { $time }. Si sigue en marcha, pasa a solo lectura automáticamente.
restore-old-device-files = Estos archivos los escribió por última vez { $device }, el { $time }. No uses más esta billetera allí: con dos dispositivos a la vez se podría perder dinero.
restore-old-device-files-unknown = No uses más esta billetera en ningún otro dispositivo: con dos a la vez se podría perder dinero.
restore-old-device-unknown = Si tu dispositivo anterior aún tiene esta billetera, pasa a solo lectura automáticamente.
restore-done = Ir a mi billetera

## question

question-torn-heading = ¿El otro dispositivo no va a volver?
question-torn-sentence = La última entrada de la copia de seguridad no está completa.
question-torn-why-title = Qué puede significar
question-torn-why-writing = El otro dispositivo está escribiendo ahora mismo. Entonces basta con esperar.
question-torn-why-died = Se detuvo a mitad, sin batería o sin internet. Entonces terminará cuando vuelva.
question-torn-why-gone = Se perdió o se rompió. Entonces nadie terminará la entrada.
question-torn-why-other = Alguien puso ahí ese archivo. Entonces sácalo de la carpeta.
question-torn-gone-title = Si dices que no va a volver
question-torn-gone = La entrada incompleta se elimina y la billetera continúa aquí. Si el otro dispositivo aún funciona, podría perder su último pago.
question-torn-wait = Esperar y reintentar
question-torn-sure = El otro dispositivo no va a volver
question-ended-heading = Esta copia de seguridad se desactivó
question-ended-sentence = { $device } la desactivó el { $time }, y desde entonces ha usado la billetera sin ella.
question-ended-sentence-unknown = Desde entonces, el dispositivo que tiene la billetera la ha usado sin esta copia.
question-ended-moved = La copia de seguridad se trasladó a otro lugar: { $to }.
question-ended-why-title = Por qué importa
question-ended-why = Los pagos hechos desde entonces no están en esta copia. Con un estado antiguo, la otra parte de un canal podría quedarse con lo que contiene.
question-ended-gone-title = Si ese dispositivo no va a volver y no hay nada más reciente
question-ended-gone = Entonces esta copia es lo único que queda. Restáurala solo en ese caso.
question-ended-other = Buscar una copia más reciente
question-second-heading = Esta es una segunda copia
question-second-sentence = Sigue a otra copia de la billetera, en otro servicio.
question-second-why = La primera copia puede tener pagos más recientes. Con un estado antiguo, la otra parte de un canal podría quedarse con lo que contiene.
question-second-gone-title = Si la primera copia se perdió para siempre
question-second-gone = Entonces la billetera continúa desde aquí, y esta copia pasa a ser la principal. El dispositivo anterior se detiene en cuanto lo vea.
question-second-other = Buscar la primera copia
question-second-sure = La primera se perdió: usar esta
question-another-heading = ¿Reemplazar la billetera de este dispositivo?
question-another-sentence = «{ $name }» está ahora en este dispositivo. Si restauras la otra, se quitará de aquí.
question-another-why = Su almacenamiento guardó un cambio por última vez el { $time }. Lifeboat no ha comprobado que la copia de seguridad siga ahí. Si esa cuenta o esa carpeta ya no existe, la billetera y su dinero se pierden para siempre.
question-another-why-unknown = Lifeboat no ha comprobado que su copia de seguridad siga ahí, y no se sabe cuándo se escribió por última vez. Si esa cuenta o esa carpeta ya no existe, la billetera y su dinero se pierden para siempre.
question-another-gone-title = Si puedes restaurarla
question-another-gone = Entonces no se pierde nada. Necesitas la cuenta donde está su copia, y su PIN o su frase de recuperación. Sin la copia, la frase sola no recupera lo que hay en los canales.
question-another-wait = Conservarla
question-another-sure = Puedo restaurarla: reemplazar
question-files-heading = ¿Son estos los archivos más recientes?
question-files-sentence = Los escribió por última vez { $device }, el { $time }.
question-files-sentence-unknown = Nada indica cuándo se escribieron por última vez.
question-files-why = Los pagos hechos desde entonces no están en estos archivos. Con un estado antiguo, la otra parte de un canal podría quedarse con lo que contiene. Y si otro dispositivo aún tiene esta billetera, no se detiene: con dos a la vez se podría perder dinero.
question-files-gone-title = Si el almacenamiento y el dispositivo anterior se perdieron para siempre
question-files-gone = Entonces estos archivos son lo único que queda. La billetera continúa aquí y te pide enseguida una copia de seguridad nueva.
question-files-other = Buscar la copia en la nube
question-files-sure = Nada más reciente: usar estos archivos
question-read-only-heading = El almacenamiento no admite archivos nuevos
question-read-only-sentence = La copia de seguridad se leyó. La escribió por última vez { $device }, el { $time }.
question-read-only-sentence-unknown = La copia de seguridad se leyó. Nada indica cuándo se escribió por última vez.
question-read-only-why = Al restaurar se escribe una entrada que detiene al último dispositivo que escribió. Sin ella, dos dispositivos podrían usar esta billetera a la vez, y se podría perder dinero. Y si lo leído no es el estado más reciente, la otra parte de un canal podría quedarse con lo que contiene.
question-read-only-room = Haz sitio en el almacenamiento, o permite que esta cuenta escriba, y prueba otra vez.
question-read-only-silent-heading = El almacenamiento no responde cuando este dispositivo escribe
question-read-only-silent = El almacenamiento deja leer a este dispositivo, pero no responde cuando escribe. Puede ser pasajero: primero prueba otra vez.
question-read-only-sign-in-heading = Esta sesión permite leer, pero no escribir
question-read-only-sign-in = El almacenamiento deja leer a este dispositivo, pero rechaza su inicio de sesión cuando escribe. Puede ser pasajero: primero prueba otra vez. Si no cambia, vuelve atrás e inicia sesión con una contraseña o una cuenta que permita escribir.
question-read-only-gone-title = Si ningún otro dispositivo tiene esta billetera
question-read-only-gone = Entonces puede continuar aquí con lo que se leyó. Te pide enseguida una copia de seguridad nueva: elige otro lugar.
question-read-only-wait = Reintentar
question-read-only-sure = Ningún otro la tiene: continuar
question-ended-sure = Nada más reciente: restaurar esta copia
question-gone-heading = ¿Escribir de nuevo la copia de seguridad?
question-gone-sentence = La copia de seguridad ya no está en el almacenamiento. Este dispositivo tiene todo lo que escribió, y Lifeboat se detuvo para proteger tu dinero.
question-gone-why = Si la carpeta se movió o se borró, recupérala de la papelera del almacenamiento y busca otra vez. Si otro dispositivo ha usado esta billetera desde entonces, sus pagos no están en este.
question-gone-gone-title = Si ningún otro dispositivo ha usado esta billetera desde entonces
question-gone-gone = Entonces este dispositivo lo tiene todo. Escribe de nuevo la copia completa, y tu PIN y tus palabras siguen siendo los mismos.
question-gone-wait = Buscar otra vez
question-gone-sure = Ningún otro la ha usado: escribir la copia
question-fees-heading = ¿Esperar a que bajen las comisiones?
question-fees-sentence = El dinero de un canal cerrado está listo para pasar a tu saldo en la cadena de bloques, y las comisiones están altas. Está a salvo y se envía automáticamente cuando bajen.
question-fees-why = Enviar ahora { $value } costaría aproximadamente { $fee }. Mientras tanto nadie más puede quedárselo, así que esperar no tiene riesgo.
question-fees-wait = Esperar a que bajen
question-fees-sure = Enviar ahora
question-unheard-heading = ¿Esperar al proveedor?
question-unheard-sentence = Esta billetera viene de una copia de seguridad, y a un pago que contiene se le acabó el plazo. Lifeboat cerró el canal aquí, y retiene el cierre hasta que el proveedor confirme que la copia está al día.
question-unheard-why = Si la copia es antigua, el proveedor puede quedarse con todo lo que tienes en el canal en cuanto se envíe el cierre: hasta { $amount }. Cuando el proveedor vuelva, él mismo cierra el canal y tu parte te llega. Lifeboat lo espera sin límite de tiempo. Esperar no arriesga más que los pagos que estaban en curso.
question-unheard-channel = Canal { $id }: hasta { $amount }
question-unheard-gone-title = Si el proveedor no va a volver
question-unheard-gone = Entonces solo el envío del cierre te devuelve tu parte, unos días después. Envíalo únicamente si tienes la certeza de que el proveedor no vuelve nunca y de que no existe nada más reciente que esta copia. No se puede deshacer.
question-unheard-wait = Esperar al proveedor
question-unheard-sure = El proveedor no va a volver: enviar el cierre

## security

security-heading = Lista de seguridad
security-sentence = Qué protege aquí tu dinero y qué falta.
security-row = Lista de seguridad
security-good = Bien
security-missing = Pendiente
security-unknown = Se desconoce
security-backup = Copia de seguridad
security-backup-on = Al día después de cada pago.
security-backup-off = Si pierdes este dispositivo, pierdes tus bitcoins.
security-turn-on = Activar la copia
security-pin = PIN
security-pin-none = No hay: quien tenga este dispositivo tiene la billetera.
security-set-pin = Poner un PIN
security-pin-unknown = Bloquea y desbloquea una vez, y aquí verás qué tan seguro es.
security-pin-weak = Quien tenga el archivo cifrado y una tarjeta gráfica podría adivinar tu PIN de { NUMBER($digits) } dígitos en aproximadamente { $time }. Usa más dígitos.
security-pin-good = Quien tenga el archivo cifrado y una tarjeta gráfica tardaría aproximadamente { $time } en adivinar tu PIN de { NUMBER($digits) } dígitos.
security-pin-guarded = Los guardianes lo limitan: un ladrón con tu archivo cifrado tiene { NUMBER($guesses) } intentos en total.
security-change-pin = Cambiar el PIN
security-storage = Datos en este dispositivo
security-storage-kept = El navegador prometió conservarlos.
security-storage-lent = El navegador puede borrarlos cuando falte espacio o cuando lleves un tiempo sin abrir Lifeboat (Safari: siete días). Tu copia de seguridad te devuelve la billetera.
security-storage-lent-alone = El navegador puede borrarlos cuando falte espacio o cuando lleves un tiempo sin abrir Lifeboat (Safari: siete días). Sin copia de seguridad, perderías tu dinero.
security-ask = Pedir al navegador que los conserve
security-installed = Pantalla de inicio
security-installed-yes = Lifeboat está instalado como app.
security-installed-no = Instala Lifeboat desde el menú del navegador: las apps instaladas se conservan más tiempo.
security-reserve = Dinero para cerrar canales
security-reserve-there = En la cadena de bloques hay { $needed } para comisiones, por si desaparece la otra parte de un canal.
security-reserve-missing = Si la otra parte de un canal desaparece con los bloques llenos, para cerrarlo hacen falta hasta { $needed } de comisiones en la cadena de bloques; faltan { $missing }. Sin eso, tu dinero quizá tenga que esperar a que bajen las comisiones.
security-receive = Recibir en la cadena de bloques
security-amount = Cantidad
security-amount-fine = Adecuada para la billetera de un teléfono (hasta { $limit }).
security-amount-high = Más de { $limit }. Guarda los ahorros en una billetera de hardware o multifirma.

## alone

alone-title = Si el almacenamiento ha desaparecido para siempre
alone-sentence = Una cuenta que se cerró o un servidor que ya no existe quizá no vuelva a responder nunca. Este dispositivo tiene lo último que guardó y puede seguir sin él.
alone-go-on = Seguir sin este almacenamiento
alone-working = Preguntando otra vez al almacenamiento…
alone-heading = ¿Seguir sin este almacenamiento?
alone-saved = El almacenamiento aceptó algo por última vez el { $when }.
alone-saved-unknown = Se desconoce cuándo aceptó algo el almacenamiento por última vez.
alone-lost = Hazlo solo si ningún otro dispositivo tiene esta billetera. Si alguno la ha usado desde entonces o la usa más adelante, se podría perder todo lo que hay en tus canales: { $amount }, según lo que sabe este dispositivo.
alone-waits = A partir de entonces solo este dispositivo tiene tu dinero, así que activa enseguida una copia en otro lugar. Cada canal espera hasta que la otra parte haya aceptado.
alone-yes = Ningún otro dispositivo la tiene: seguir

## trouble

trouble-file = Es el archivo «{ $file }».
trouble-file-second = Es el archivo «{ $file }» de la segunda copia.
trouble-what = Qué pasó
trouble-funds = ¿Mi dinero está a salvo?
trouble-fix = Cómo solucionarlo
trouble-next = Qué pasa ahora
trouble-funds-safe = Sí. No se ha perdido nada. Los pagos esperan hasta que se puedan guardar. Mientras Lifeboat esté abierto y desbloqueado, vigila tus canales.
trouble-funds-wait = Tu dinero sigue siendo tuyo. Los pagos esperan hasta que se puedan guardar. Mientras Lifeboat esté abierto y desbloqueado, vigila tus canales.
trouble-funds-only-here = Solo mientras esta pestaña siga abierta. Activa la copia de seguridad ahora.
trouble-back-up = Activar la copia
trouble-funds-stopped = Tu dinero sigue siendo tuyo. Lifeboat se detuvo antes de enviar a la red algo que pudiera costarte dinero.
trouble-funds-untouched = Sí. Esto no afecta a tu dinero.
trouble-funds-old-pin = Sí, mientras nadie tenga el PIN antiguo. Los pagos no esperan a esto.
trouble-funds-due = No todo: quien pagó recupera { $amount } si no se cobra a tiempo. Todo lo demás está a salvo.
trouble-funds-back = Sí. Hay { $amount } por recuperar. Hasta entonces el destinatario aún puede aceptarlo; en ese caso, el pago habrá llegado después de todo.
trouble-next-itself = Lifeboat lo intenta de nuevo automáticamente. También puedes reintentar ahora.
trouble-next-user = Cuando lo hayas hecho, Lifeboat continúa donde se detuvo.
trouble-next-never = Repetirlo de la misma manera no servirá.
trouble-causes = Causas habituales
trouble-second-holds-up = Elegiste que ambas copias deben confirmar, y la segunda no lo hace. En los ajustes de la copia de seguridad puedes iniciar sesión allí de nuevo, o desmarcar «Ambas deben confirmar»: entonces los pagos esperan solo a la primera copia.
trouble-cause-offline = No hay internet: comprueba si se cargan otras páginas.
trouble-cause-server = El servidor está caído o se está reiniciando: espera un minuto.
trouble-cause-password = Cambió la contraseña: inicia sesión con la nueva.
trouble-cause-full = El almacenamiento está lleno: borra algo allí.
trouble-since = Desde el { $time }
trouble-reconnect = Iniciar sesión de nuevo
trouble-change-password = Cambiar la contraseña
trouble-details = Detalles para pedir ayuda
trouble-details-hint = Se generan en este dispositivo. No contienen claves, PIN, cantidades ni direcciones. No se envía nada si tú no lo haces.
trouble-support-mail = Enviar por correo
trouble-support-mail-hint = Se abre tu programa de correo con estos detalles. Añade lo que ha pasado y envía el mensaje.
trouble-support-page = Abrir la página de ayuda
trouble-support-page-hint = Copia los detalles y pégalos en la página de ayuda, junto con lo que ha pasado.
trouble-support-nobody = Envía los detalles, junto con lo que ha pasado, a quien administra esta instalación de Lifeboat.
trouble-nothing-heading = Todo funciona
trouble-nothing = Ahora no hay ningún problema con esta billetera ni con su copia de seguridad.
trouble-retried = Reintentando…

## elsewhere

elsewhere-heading = Abierta en otro dispositivo
elsewhere-sentence = Esta billetera se abrió en { $device } el { $time }. Aquí es de solo lectura.
elsewhere-sentence-unknown = La copia de seguridad contiene algo más reciente que este dispositivo. Aquí la billetera es de solo lectura.
elsewhere-why = Solo un dispositivo puede usar una billetera Lightning en cada momento. Con dos a la vez se podría perder dinero.
elsewhere-use-here = Usar aquí
elsewhere-take-it = Traerla aquí
elsewhere-use-here-note = El otro dispositivo pasa a solo lectura automáticamente, salvo que funcione con la segunda copia: en ese caso, deja antes de usar la billetera allí.
elsewhere-look = Ver saldo y actividad
elsewhere-tab-heading = Abierta en otra pestaña
elsewhere-tab-sentence = Esta billetera ya está abierta en otra pestaña de este navegador. Aquí es de solo lectura.
elsewhere-tab-note = La otra pestaña pasa a solo lectura.
elsewhere-taking = Trayendo la billetera
elsewhere-taking-sentence = Lifeboat lee el estado más reciente de tu copia de seguridad.

## settings

settings-heading = Ajustes
settings-backup = Copia de seguridad
settings-set-pin = Poner un PIN
settings-set-pin-hint = Sin PIN, cualquiera que tenga este dispositivo puede usar la billetera
settings-lock-after = Bloquear por inactividad
settings-lock-minutes = { NUMBER($minutes) } min
settings-lock-never = Nunca
settings-lock = Bloquear ahora
settings-lock-hint = Se abre de nuevo con el PIN
settings-channels = Estado de los canales
settings-language = Idioma
settings-language-browser = El del navegador
settings-about = Acerca de Lifeboat
settings-backup-heading = Copia de seguridad
settings-backup-sentence = Una copia cifrada en tu propio almacenamiento, al día después de cada pago.
settings-off-sentence = La copia de seguridad no está activada. Si pierdes este dispositivo, pierdes tus bitcoins.
settings-turn-on = Activar la copia
settings-service = Servicio
settings-account = Cuenta
settings-place = Carpeta
settings-file = Nombre
settings-last = Última vez guardada
settings-proved = Última restauración de prueba
settings-proved-never = Todavía ninguna
settings-size = Tamaño
settings-room = Espacio libre allí
settings-open-place = Abrir la carpeta en { $service }
settings-unknown = Se desconoce
settings-now = Hacer copia ahora
settings-now-working = Guardando y releyendo…
settings-now-done = La copia de seguridad se guardó, se volvió a leer y se abrió.
settings-change-pin = Cambiar el PIN
settings-reconnect = Iniciar sesión de nuevo
settings-disconnect = Desconectar
settings-disconnect-heading = ¿Desconectar la copia de seguridad?
settings-disconnect-second = La segunda copia termina con ella.
settings-disconnect-sentence = A partir de entonces, solo este dispositivo guarda tu dinero: si lo pierdes, pierdes tus bitcoins. Tu PIN sigue abriendo la billetera aquí.
settings-keep = Desconectar y conservar la copia
settings-keep-note = La copia queda más anticuada con cada pago. Se marca, para que al restaurar se avise antes de usarla.
settings-delete = Desconectar y borrar la copia
settings-disconnecting = Desactivando la copia de seguridad…
settings-still-on = La copia de seguridad sigue activada.
settings-disconnected = La copia de seguridad está desactivada. Solo este dispositivo guarda tu dinero.
settings-disconnected-deleted = La copia de seguridad está desactivada y lo guardado se borró. Solo este dispositivo guarda tu dinero.
settings-old-copy = Queda una copia antigua
settings-old-copy-sentence = Había que borrarla y sigue en { $place } ({ $service }). Está marcada como desactivada.
settings-moved-copy = El lugar anterior
settings-moved-copy-sentence = La copia de seguridad se trasladó. La antigua sigue en { $place } ({ $service }), marcada como trasladada. Ya no se escribe en ella.
settings-unmarked-copy-sentence = La copia de { $place } ({ $service }) aún no está marcada como antigua: no se pudo acceder a ella, o la usa otro dispositivo. Lifeboat la marca en cuanto responda, salvo que otro dispositivo haya continuado allí.
settings-old-copy-forget = Ya no existe: olvidarla
settings-old-copy-delete = Borrar la copia antigua
settings-old-copy-deleting = Borrando…
settings-old-copy-gone = La copia antigua se ha borrado.

## delete

delete-row = Eliminar la billetera de este dispositivo
delete-heading = ¿Eliminar esta billetera de este dispositivo?
delete-stays = Se elimina todo lo que este dispositivo guarda de la billetera. Tu copia de seguridad se queda donde está, y con tu PIN puedes restaurar la billetera a partir de ella.
delete-behind = A tu copia de seguridad todavía le falta algo, o Lifeboat no puede acceder a ella. Lo que le falte se perderá para siempre. La copia en sí se queda donde está.
delete-elsewhere = Otro dispositivo se ha hecho cargo de esta billetera. Lifeboat no puede saber desde aquí si ese dispositivo o su copia de seguridad todavía existen. Elimina la billetera aquí solo si tienes uno de los dos.
delete-old-copy = Todavía existe una copia que antes era tu copia de seguridad. Primero elimínala u olvídala en los ajustes: cuando la billetera ya no esté aquí, nada distinguirá esa copia de tu copia de seguridad, y está anticuada.
delete-lost = Esta billetera no tiene copia de seguridad. Si la eliminas, lo que está en canales se pierde para siempre. Lo que está en la cadena de bloques solo vuelve con la frase de recuperación.
delete-back-up = Hacer antes una copia
delete-see = Ver qué ocurre
delete-go = Eliminar de este dispositivo
delete-go-anyway = Eliminar de todos modos
delete-confirm-heading = ¿Eliminar «{ $name }» ahora?
delete-confirm-stays = Lifeboat comprueba antes que tu copia de seguridad lo tiene todo y se puede leer. Ni la copia ni otros dispositivos cambian.
delete-confirm-lost = No se puede deshacer, y nadie puede recuperar lo que se pierda.
delete-hold = Mantén pulsado para eliminar
delete-keep = Conservar la billetera
delete-working = Eliminando la billetera…
delete-working-sentence = Deja esta página abierta hasta que termine.
delete-paying = Todavía hay un pago u otra cosa en curso. Espera a que termine y vuelve a intentarlo.
delete-done = La billetera se ha eliminado de este dispositivo.

## install

install-heading = Instalar Lifeboat
install-sentence = Así se abre como cualquier otra app, también sin red, y el navegador conserva los datos más tiempo.
install-button = Instalar
install-done = Lifeboat está instalado.
install-ios-share = Toca «Compartir» en Safari.
install-ios-add = Elige «Añadir a pantalla de inicio» y después «Añadir».
install-ios-open = Abre Lifeboat desde la pantalla de inicio.
install-mac-dock = En la barra de menús de Safari, elige «Archivo» y después «Añadir al Dock».
install-firefox-menu = Abre el menú de Firefox (⋮) y elige «Añadir a la pantalla de inicio».
install-other-menu = Abre el menú del navegador y elige «Instalar» o «Añadir a la pantalla de inicio». Si no existe esa opción, este navegador no puede instalarlo; Lifeboat funciona aquí de todos modos.
install-apart-heading = Tu billetera no se traslada sola
install-apart = La app instalada guarda sus datos aparte de Safari. Primero activa aquí la copia de seguridad. Después abre la app y restaura la billetera desde la copia; la billetera de esta pestaña se detiene sola.

## about

about-heading = Acerca de Lifeboat
about-sentence = Una billetera de bitcoin y Lightning en una página web, con copia de seguridad en tu propia nube.
about-version = Versión
about-build = Compilación
about-hashes = Código fuente y sumas de verificación de la compilación más reciente
about-recovery = La página que abre copias de seguridad sin Lifeboat
about-recovery-hint = Guarda este archivo junto a tus palabras escritas. Abre los archivos de la copia en cualquier ordenador, sin servidor.
about-network = Red
about-mainnet = Bitcoin
about-network-unknown = Se desconoce
about-signet = Signet (dinero de prueba)
about-regtest = Regtest (dinero de prueba)
about-free = Código abierto: MIT o Apache-2.0.
about-amounts = Lifeboat está pensado para el dinero de cada día. Guarda los ahorros en una billetera de hardware o multifirma.
about-credit = Diseño basado en Bitcoin UI Kit (CC BY 4.0). Iconos: Bitcoin Icons (MIT).

## second

second-title = Segunda copia
second-none = Puedes tener una segunda copia en otro servicio. Si uno de los dos se pierde, el otro tiene tu billetera. También sirve para pasarte a otro servicio.
second-add = Añadir un segundo servicio
second-place = { $place } ({ $service }, { $account })
second-idle = En espera de la copia de seguridad.
second-looking = Comprobando hasta dónde llega…
second-in-step = Lo tiene todo. Última confirmación: { $ago }.
second-nothing-yet =
    Aún no se ha copiado nada: { $behind ->
        [one] falta una entrada
        [many] faltan { $behind } de entradas
       *[other] faltan { $behind } entradas
    }.
second-following =
    Copiado hasta la entrada { NUMBER($position) }: { $behind ->
        [one] falta una entrada
        [many] faltan { $behind } de entradas
       *[other] faltan { $behind } entradas
    }.
second-waiting =
    En espera: { $why }. { $behind ->
        [one] Falta una entrada
        [many] Faltan { $behind } de entradas
       *[other] Faltan { $behind } entradas
    }.
second-in-the-way = Lo tiene todo hasta ahora, pero un archivo que no se puede abrir impide guardar la siguiente entrada: { $file }. Si ningún otro dispositivo tuyo lo está subiendo, borra solo ese archivo. Lifeboat vuelve a mirar automáticamente.
second-paused = Detenida: { $why }.
second-both = Ambas deben confirmar
second-both-hint = Lo más seguro: un pago solo cuenta cuando los dos servicios lo tienen. A cambio, los pagos esperan al más lento y a que ambos respondan.
second-both-waiting = Esperando a que la segunda copia lo tenga todo…
second-move-there = Trasladar la copia a { $service }
second-moving = Trasladando la copia de seguridad…
second-moved = La copia de seguridad está ahora en { $service }.
second-move-heading = ¿Trasladar la copia de seguridad?
second-move-sentence = Primero se copia todo allí y se vuelve a leer. Después { $service } tiene tu copia de seguridad, y la antigua queda marcada como trasladada. Sigue donde está hasta que la borres.
second-move-yes = Trasladar
second-remove = Quitar la segunda copia
second-removing = Quitando…
second-remove-heading = ¿Quitar la segunda copia?
second-remove-sentence = La copia de seguridad sigue donde está. En la segunda copia ya no se escribe.
second-keep = Quitar y conservar sus archivos
second-delete = Quitar y borrar sus archivos
second-removed = La segunda copia se ha quitado.
second-removed-deleted = La segunda copia se ha quitado y sus archivos se han borrado.
second-choose-heading = ¿Dónde quieres guardar la segunda copia?
second-choose-sentence = Elige otro servicio u otra cuenta. Recibe los mismos archivos cifrados.
second-form-button = Añadir la segunda copia
second-form-working = Probando…
second-gone = Este servicio no va a volver
second-gone-heading = ¿Seguir con la segunda copia?
second-gone-sentence = A partir de entonces, { $service } tiene tu copia de seguridad, y el lugar anterior ya no se usa.
second-gone-current = Tiene todo lo que tiene este dispositivo, hasta la entrada { NUMBER($position) }.
second-gone-behind =
    Va por la entrada { NUMBER($position) }, { $behind ->
        [one] una entrada por detrás de este dispositivo. Este dispositivo escribe allí primero la que falta
        [many] { $behind } de entradas por detrás de este dispositivo. Este dispositivo escribe allí primero las que faltan
       *[other] { $behind } entradas por detrás de este dispositivo. Este dispositivo escribe allí primero las que faltan
    }: no se pierde nada.
second-gone-written = Su última entrada se escribió el { $time }.
second-gone-warning = Hazlo solo si el lugar anterior se perdió. Si no, un dispositivo que aún lo use podría continuar allí.
second-gone-yes = Seguir con la segunda copia
second-gone-working = Pasando a la segunda copia…
second-gone-done = La copia de seguridad está ahora en { $service }.

## problems

problems-unreachable = El almacenamiento no responde
    .what = Lifeboat preguntó al almacenamiento y no obtuvo respuesta.
    .fix = Comprueba tu conexión a internet. Si funciona, el servidor está caído o no admite páginas web de otras direcciones (CORS). Una página con https:// tampoco obtiene respuesta de una dirección que empieza por http://.
problems-signed-out = La contraseña no es válida
    .what = El almacenamiento rechazó el acceso.
    .fix = Inicia sesión de nuevo con el nombre de usuario y la contraseña actuales. Si para entrar hace falta un segundo paso, el almacenamiento espera aquí una contraseña de aplicación.
problems-denied = El almacenamiento no lo permite
    .what = Has iniciado sesión, pero esta cuenta no puede escribir en esa carpeta.
    .fix = Da a la cuenta permiso para escribir allí, o usa otra. Una cuenta nueva quizá deba abrirse antes en la página del servicio; en una empresa, quizá un administrador tenga que autorizar Lifeboat.
problems-quota-full = El almacenamiento está lleno
    .what = En el almacenamiento no cabe la siguiente entrada de la copia de seguridad.
    .fix = Borra algo allí o consigue más espacio. La copia solo necesita unos pocos megabytes.
problems-busy = El almacenamiento está ocupado
    .what = El almacenamiento pidió que volvamos más tarde.
    .fix = Espera un momento.
problems-still-saving = Aún no está todo guardado
    .what = Escribir está tardando más de lo habitual. Lo que falta está en este dispositivo y se escribirá en cuanto el almacenamiento lo acepte.
    .fix = Espera un momento y prueba otra vez.
problems-unavailable = El almacenamiento tiene un problema
    .what = El almacenamiento respondió con un error propio.
    .fix = Espera unos minutos. Si continúa, avisa a la persona o empresa que lo administra.
problems-not-a-drive = Eso no es la dirección de un almacenamiento
    .what = La dirección respondió con otra cosa, por ejemplo una página web.
    .fix = Revisa la dirección. Nextcloud muestra la correcta en Archivos, Ajustes, WebDAV.
problems-redirected-away = La dirección lleva a otro servidor
    .what = El almacenamiento redirige a otro servidor. Tu contraseña no se envía allí.
    .fix = Escribe la dirección final, a la que lleva la redirección, si confías en ella.
problems-replaces = Este almacenamiento no es seguro para una billetera Lightning
    .what = Reemplaza archivos que debería negarse a reemplazar. Dos dispositivos podrían sobrescribir el estado el uno del otro.
    .fix = Elige otro almacenamiento. Nextcloud, Apache y este servidor funcionan.
problems-no-precondition = Este almacenamiento no sabe crear archivos de forma segura
    .what = No admite crear un archivo con la condición de que aún no exista (escritura condicional, If-None-Match). Dos dispositivos podrían sobrescribir el estado el uno del otro.
    .fix = Elige un servicio con escrituras condicionales u otro almacenamiento.
problems-several-writers = Este almacenamiento deja escribir a dos dispositivos a la vez
    .what = Cuando varios dispositivos crean el mismo archivo en el mismo instante, acepta más de uno.
    .fix = Elige otro almacenamiento. Nextcloud, Apache y este servidor funcionan.
problems-renames = Este almacenamiento no renombra archivos de forma segura
    .what = Allí, renombrar falla o reemplaza lo que no debe. A menudo la causa es un proxy delante del servidor que no transmite el destino (la cabecera Destination).
    .fix = Pregunta a quien administra el servidor o elige otro almacenamiento.
problems-no-folders = Este almacenamiento no puede crear carpetas
    .what = Respondió que no sabe cómo crear una.
    .fix = Elige otro almacenamiento.
problems-refuses-new = Este almacenamiento rechaza archivos nuevos
    .what = Se negó a crear un archivo nuevo, como si ya existiera.
    .fix = Pregunta a quien administra el servidor o elige otro almacenamiento.
problems-changes-files = Este almacenamiento modifica los archivos
    .what = Un archivo, o su nombre, volvió de allí distinto de como se escribió.
    .fix = Elige otro almacenamiento.
problems-unsupported = El almacenamiento no puede hacer esto
    .what = Respondió que no conoce el tipo de petición que necesita una copia de seguridad.
    .fix = Elige otro almacenamiento.
problems-long-pause = El almacenamiento pide una pausa larga
    .what = No acepta peticiones durante más de un minuto, quizá durante un día entero.
    .fix = Prueba más tarde. Si continúa, pregunta a quien administra el almacenamiento.
problems-no-bucket = Ese bucket no existe
    .what = El servicio responde y no tiene ningún bucket con ese nombre.
    .fix = Revisa el nombre del bucket y la dirección del servicio. Lifeboat no crea buckets.
problems-wrong-region = El bucket está en otra región
    .what = El servicio rechaza la región indicada.
    .fix = Escribe la región que la consola del servicio muestra para este bucket{ $right }.
problems-clock-off = La hora no es correcta
    .what = El almacenamiento rechaza las peticiones por su hora. Puede que las claves y la contraseña sean correctas.
    .fix = Ajusta la fecha y la hora de este dispositivo, mejor de forma automática, y prueba otra vez.
problems-cors-blocked = El servidor no deja entrar a esta página
    .what = Responde, pero no admite páginas web de otras direcciones (CORS).
    .fix = Su administrador puede permitirlo; mira más abajo.
problems-weak-password = Esta contraseña se podría adivinar
    .what = Quien administra el servidor podría probar contraseñas cortas una tras otra.
    .fix = Usa al menos 12 caracteres, no solo cifras. Un gestor de contraseñas crea buenas contraseñas.
problems-bad-address = Eso no es una dirección
    .what = Tiene que ser la dirección para programas (WebDAV), sin nombre de usuario y sin ? ni #. La dirección de la página que muestra tus archivos es otra.
    .fix = Copia la dirección de los ajustes de tu almacenamiento. Nextcloud la muestra en Archivos, Ajustes, WebDAV.
problems-colon-in-name = El nombre de usuario tiene dos puntos
    .what = Los servidores toman lo que sigue a los dos puntos por parte de la contraseña, así que nadie puede iniciar sesión con un nombre así.
    .fix = Usa un nombre de usuario sin dos puntos. La persona que administra el servidor puede darte uno.
problems-folder-gone = La carpeta de la copia ha desaparecido
    .what = Esta billetera escribió allí una copia de seguridad, y ahora ya no está.
    .fix = Si moviste o borraste la carpeta, recupérala de la papelera del almacenamiento. Si no, inicia sesión en la cuenta que la tiene.
problems-backup-gone = La copia de seguridad ha desaparecido
    .what = El almacenamiento ya no tiene nada de lo último que este dispositivo escribió allí.
    .fix = Recupera la carpeta de la papelera del almacenamiento, o escribe la copia de nuevo desde este dispositivo.
problems-folder-empty = La carpeta de la copia está vacía
    .what = La carpeta está ahí y no contiene ningún archivo de una copia de seguridad.
    .fix = Recupera los archivos de la papelera del almacenamiento o de sus versiones anteriores, y prueba otra vez.
problems-file-too-large = El almacenamiento no admite archivos de este tamaño
    .what = Un archivo de la copia es más grande de lo que permite el almacenamiento, o un servidor que está delante de él.
    .fix = Pide a quien lo administra que permita archivos de 64 MB (en nginx, client_max_body_size), o traslada la copia a otro lugar.
problems-wallet-too-large = La billetera es demasiado grande para su copia
    .what = Una parte ya no cabe en un archivo de la copia de seguridad. No se perdió nada, y los pagos esperan.
    .fix = Conserva los datos de esta página. Recarga la página para tener la última versión; si no sirve, pide ayuda al soporte.
problems-wrong-kind = Hay un archivo en medio
    .what = En el almacenamiento hay un archivo donde va la carpeta de la copia, o una carpeta donde va un archivo.
    .fix = Quítalo de ahí y prueba otra vez.
problems-overwrote = El almacenamiento reemplazó un archivo
    .what = Se le pidió que no reemplazara nunca un archivo de la copia, y lo hizo. Puede que allí se hayan perdido pagos de otro dispositivo, así que Lifeboat se detuvo. Mientras esté abierto y desbloqueado, sigue vigilando tus canales.
    .fix = No pagues desde ningún dispositivo. Comprueba cuál tiene los pagos más recientes, sigue con ese y traslada la copia a otro almacenamiento.
problems-cancelled = Lo detuviste
    .what = Se detuvo antes de terminar.
    .fix = Empieza de nuevo cuando quieras.
problems-under-way = Todavía hay otra cosa en curso
    .what = Lifeboat hace estas cosas una tras otra, y la última no ha terminado.
    .fix = Espera a que termine y prueba otra vez.
problems-already-on = La copia de seguridad ya está activada
    .what = Esta billetera ya se está guardando.
    .fix = No tienes que hacer nada. Para cambiar de lugar, traslada la copia en los ajustes.
problems-sign-in-cancelled = No diste permiso
    .what = El inicio de sesión se canceló en la página del servicio.
    .fix = Prueba otra vez o elige otro lugar.
problems-sign-in-expired = El inicio de sesión ya no es válido
    .what = Duró más de diez minutos, o ya se había usado.
    .fix = Empieza de nuevo.
problems-scope-missing = Falta un permiso
    .what = Iniciaste sesión, pero no se marcó la casilla que permite a Lifeboat guardar sus propios archivos.
    .fix = Prueba otra vez y marca todas las casillas. Lifeboat no pide nada más que sus propios archivos.
problems-wrong-account = Esa es otra cuenta
    .what = Iniciaste sesión en una cuenta distinta de la que tiene esta copia de seguridad.
    .fix = Inicia sesión de nuevo y elige la cuenta de esta copia.
problems-registration-refused = El servicio no conoce esta instalación de Lifeboat
    .what = Su registro en el servicio falta, es incorrecto o se ha retirado.
    .fix = Avisa a quien administra esta instalación de Lifeboat, o elige otro lugar.
problems-sign-in-refused = El servicio rechazó el inicio de sesión
    .what = No dio ningún motivo que Lifeboat conozca.
    .fix = Prueba otra vez dentro de unos minutos, o elige otro lugar.
problems-not-configured = Este servicio no está configurado aquí
    .what = Esta instalación de Lifeboat no está registrada en el servicio.
    .fix = Avisa a quien administra esta instalación de Lifeboat, o elige otro lugar.
problems-no-backup = No se encontró ninguna copia aquí
    .what = El almacenamiento se leyó sin errores y no contiene ninguna copia de seguridad.
    .fix = Prueba con otra cuenta o con otro servicio.
problems-wrong-secret = PIN incorrecto
    .what = Con ese PIN o esa frase no se abre. No se ha dañado nada.
    .fix = Prueba otra vez, despacio.
problems-damaged = Un archivo de la copia está dañado
    .what = Un archivo cambió después de escribirse, y Lifeboat no lo usa.
    .fix = Si tu almacenamiento guarda versiones anteriores, recupera la versión buena de ese único archivo. Nunca pongas una carpeta antigua en el lugar de una más reciente: un estado antiguo puede costar dinero.
problems-truncated = Un archivo de la copia no está completo
    .what = Un archivo termina antes de tiempo. Puede que aún se esté subiendo.
    .fix = Espera un minuto. Si sigue igual y tu almacenamiento guarda versiones anteriores, recupera la versión buena de ese único archivo.
problems-foreign = Un archivo es de otra billetera
    .what = Un archivo de la carpeta de la copia lo escribió otra billetera.
    .fix = Saca de la carpeta los archivos ajenos y prueba otra vez.
problems-swapped = Dos archivos de la copia están intercambiados
    .what = Un archivo tiene el nombre de otro.
    .fix = Deshaz el cambio de nombre en tu almacenamiento y prueba otra vez.
problems-forked = Un archivo de la copia no encaja con los demás
    .what = Es de esta billetera, pero no continúa lo que ha escrito este dispositivo. Quizá la carpeta se restauró desde una copia más antigua o se combinó con ella.
    .fix = Si se restauraron, combinaron o copiaron archivos de esta carpeta, deshazlo y prueba otra vez. No borres ninguno.
problems-too-new = Escrita por una versión más reciente de Lifeboat
    .what = Esta versión no entiende el formato de la copia de seguridad.
    .fix = Recarga la página para tener la última versión.
problems-gap = Falta una entrada de la copia
    .what = La copia de seguridad es una cadena de entradas, y una de ellas ha desaparecido.
    .fix = Recupera el archivo borrado de la papelera de tu almacenamiento y prueba otra vez.
problems-too-many-tries = Demasiados PIN incorrectos
    .what = Tras cada PIN incorrecto Lifeboat espera más, para frenar a quien intente adivinarlo.
    .fix = Prueba otra vez dentro de { $time }.
problems-wrong-guarded-pin = PIN incorrecto, un intento menos
    .what = Los guardianes de esta copia han contado este intento. No se ha dañado nada.
    .fix = Prueba otra vez, despacio. Intentos restantes: { $left }.
problems-guards-wait = Los guardianes piden una pausa
    .what = Tras cada PIN incorrecto, los guardianes de esta copia imponen una pausa más larga, para frenar a quien intente adivinarlo.
    .fix = Prueba otra vez dentro de { $time }, o usa la frase de recuperación.
problems-guards-spent = El PIN se probó demasiadas veces
    .what = Guardianes que este PIN necesita dicen que se han gastado todos los intentos, así que ningún PIN abre ya esta copia. Con la frase de recuperación sí se puede.
    .fix = Usa la frase de recuperación. En un dispositivo con la billetera abierta, un PIN nuevo vuelve a configurar los guardianes.
problems-guards-revoked = Los guardianes dicen que esta copia ya no es válida
    .what = Guardianes que este PIN necesita dicen que un PIN nuevo u otra copia ha sustituido a esta. Solo lo dicen ellos; la copia misma no lo indica. No se ha gastado ningún intento.
    .fix = Abre la copia más reciente, o usa la frase de recuperación, que no necesita a ningún guardián.
problems-guards-unknown = Los guardianes no conocen esta copia
    .what = Guardianes que este PIN necesita dicen que no saben nada de esta copia. No se ha gastado ningún intento.
    .fix = Usa la frase de recuperación.
problems-guards-too-few = Responden demasiado pocos guardianes
    .what = Este PIN necesita las respuestas de varios servidores, para que nadie pueda adivinarlo.
    .fix = Prueba más tarde, o usa la frase de recuperación. Responden: { $answering }; hacen falta: { $needed }.
problems-guard-silent = Un guardián no responde
    .what = No se ha fijado ni cambiado ningún PIN, porque para eso tienen que responder todos los guardianes.
    .fix = Prueba más tarde. Si la pantalla lo ofrece, también puedes usar el PIN sin guardianes. Si sigue sin responder y ya limita tu PIN, sustitúyelo en los ajustes de la copia de seguridad; si no, pide a quien administra esta página que elija otro guardián. Se trata de { $guard }.
problems-guard-refuses = Un guardián no admite PIN nuevos
    .what = No se ha fijado ni cambiado ningún PIN, porque para eso tienen que participar todos los guardianes.
    .fix = Prueba mañana, o pregunta a quien administra { $guard }.
problems-guards-gone = Ya no queda ningún guardián
    .what = Ninguno de los guardianes que tu PIN podría tener funciona como debe, y prescindes de todos ellos. No se ha fijado ni cambiado ningún PIN.
    .fix = Prueba más tarde o en otra red: quizá los guardianes solo estén fuera de alcance. Si no vuelven nunca, puedes fijar el PIN sin guardianes. Más abajo lees lo poco que puede valer entonces; vuelve atrás y elige más dígitos, así es mucho más difícil probarlos todos. No lo hagas nunca porque alguien te lo pida. Cuando esta página nombre a guardianes que respondan, un PIN nuevo puede volver a tener guardianes.
problems-phrase-file-gone = Falta el archivo con la frase de recuperación
    .what = Sin ese archivo, el PIN no puede recuperar la billetera. Una billetera abierta lo escribe de nuevo; aquí no funcionó.
    .fix = Para restaurar, elige «Usar la frase de recuperación». En el dispositivo que tiene la billetera, asegúrate de que el almacenamiento deja escribir a Lifeboat y elige «Hacer copia ahora».
problems-old-phrase-file = Un archivo antiguo con la frase de recuperación sigue en el almacenamiento
    .what = Lifeboat no pudo borrarlo. Si cambiaste el PIN, el PIN antiguo todavía abre ese archivo, y quien tenga los dos puede gastar tu dinero.
    .fix = Asegúrate de que el almacenamiento deja borrar a Lifeboat y elige «Hacer copia ahora». O bórralo allí tú: de los archivos «Recovery phrase 1.lifeboat», «Recovery phrase 2.lifeboat», etc. de la carpeta de la billetera, conserva solo el que tiene el número más alto.
problems-pin-changed-elsewhere = El PIN se cambió en otro dispositivo
    .what = Lo que está ahora en el almacenamiento solo se abre con el PIN nuevo.
    .fix = Restaura en este dispositivo la billetera desde el almacenamiento, con el PIN nuevo.
problems-fenced = Abierta en otro dispositivo
    .what = Otro dispositivo continúa con esta billetera, así que este se detuvo.
    .fix = Usa la billetera allí, o elige «Usar aquí».
problems-moved = La copia cambió mientras se leía
    .what = Otro dispositivo está escribiendo ahora mismo.
    .fix = Cierra la billetera en el otro dispositivo.
problems-torn-head = La última entrada no está completa
    .what = El dispositivo que la escribió puede estar escribiendo todavía, o se detuvo a mitad.
    .fix = Espera un minuto y prueba otra vez. Si ese dispositivo no va a volver, indícalo, y Lifeboat continúa sin la entrada incompleta.
problems-unfinished = La entrada incompleta sigue ahí
    .what = Este almacenamiento no puede asegurar que borra solo este archivo, así que Lifeboat no lo borra.
    .fix = Sácalo de la carpeta, guárdalo y prueba otra vez.
problems-ended = Esta copia de seguridad se desactivó
    .what = Desde entonces, la billetera se ha usado sin esta copia. Lo que pasó después no está en ella, y con un estado antiguo se puede perder dinero.
    .fix = Usa el dispositivo que tiene la billetera, o la copia de seguridad que vino después.
problems-second-copy = Esta es una segunda copia
    .what = Sigue a otra copia de la billetera, que puede tener pagos más recientes. Con un estado antiguo se puede perder dinero.
    .fix = Restaura desde la primera copia. Usa esta solo si la primera se perdió para siempre.
problems-another-goes = Hay otra billetera en este dispositivo
    .what = Restaurar esta la reemplazaría.
    .fix = Asegúrate primero de que puedes restaurar la otra billetera, o usa otro navegador.
problems-from-files = Estos archivos pueden ser antiguos
    .what = Nada en ellos indica si hay otros más recientes, y ningún otro dispositivo se detiene. Con un estado antiguo se puede perder dinero.
    .fix = Úsalos solo si el almacenamiento y el dispositivo anterior se perdieron para siempre.
problems-read-only = El almacenamiento no admite archivos nuevos
    .what = La copia de seguridad se leyó, pero allí no se puede escribir nada. Por eso no se puede detener al último dispositivo que la escribió.
    .fix = Haz sitio allí, o permite que esta cuenta escriba, y prueba otra vez. Si ese dispositivo ya no tiene esta billetera, continúa con lo que se leyó.
problems-files-too-large = Eso es más que una copia de seguridad
    .what = Lo que elegiste ocupa más de 256 MB.
    .fix = Elige la carpeta de la billetera, «BitcoinWalletBackup_» seguido de su nombre, o la carpeta superior.
problems-files-unreadable = No se pudo leer un archivo
    .what = El navegador no pudo leer un archivo que elegiste. Quizá se movió, o se retiró el disco.
    .fix = Elige los archivos otra vez.
problems-same-place = La copia ya está en ese lugar
    .what = Es el mismo lugar en el que está la copia de seguridad, o su copia antigua.
    .fix = Elige otro servicio u otra cuenta.
problems-second-copy-first = Hay una segunda copia
    .what = Esta copia de seguridad tiene una segunda en otro servicio.
    .fix = Quita primero la segunda copia.
problems-second-ahead = La segunda copia va por delante de este dispositivo
    .what = Otro dispositivo ha usado la segunda copia desde entonces.
    .fix = Usa la billetera allí, o restáurala aquí desde esa copia. Si la copia ya no existe, deja de usar la billetera en el otro dispositivo y restáurala desde su copia de seguridad: en ella falta lo que el otro dispositivo ha hecho desde entonces.
problems-in-use = La copia está en uso
    .what = Puede que un dispositivo use todavía esta copia, así que no se borró.
    .fix = Desactiva allí primero la copia de seguridad.
problems-bad-phrase = Eso no es una frase de recuperación
    .what = Una palabra está mal escrita o falta, o dos están en el orden equivocado.
    .fix = Compara cada palabra con lo que anotaste.
problems-weak-pin = Este PIN es demasiado fácil de adivinar
    .what = Es demasiado corto, o uno de los que se prueban primero.
    .fix = Elige otros dígitos.
problems-note-too-long = La nota es demasiado larga
    .what = No cabe una nota tan larga: en un pago caben 255 caracteres y en una factura, 639 bytes.
    .fix = Acorta la nota.
problems-unknown-payment = Este pago no está en esta billetera
    .what = Su entrada ha desaparecido, por ejemplo porque nadie ve ya la transacción.
    .fix = Mira en la actividad lo que hay.
problems-bad-invoice = En este texto no hay nada que se pueda pagar
    .what = No es una factura ni una dirección, o le falta una parte o tiene una errata.
    .fix = Copia la factura o la dirección completa, de la primera letra a la última, o pide otra al destinatario.
problems-a-node-id = Eso es la dirección de un nodo Lightning
    .what = A un nodo se le paga con una factura que él mismo emite. Lifeboat no envía dinero sin factura.
    .fix = Pide al destinatario una factura Lightning.
problems-several-payees = Eso es más de un pago
    .what = El texto contiene varias facturas o direcciones, y no está claro cuál de ellas quieres pagar.
    .fix = Pega solo una de ellas.
problems-an-offer = Eso es una oferta Lightning (BOLT 12)
    .what = Una oferta es un tipo más nuevo de solicitud de pago. Lifeboat aún no puede pagar ofertas.
    .fix = Pide al destinatario una factura Lightning o una dirección Lightning.
problems-a-mistyped-address = Esta dirección tiene un error
    .what = Parece una dirección de bitcoin, pero falta algo o está mal escrita.
    .fix = Copia otra vez la dirección completa.
problems-a-bitcoin-name = Eso es un nombre de bitcoin (BIP 353)
    .what = Un nombre con ₿ delante representa datos de pago publicados en el dominio. Lifeboat aún no puede consultarlos.
    .fix = Pide al destinatario una factura Lightning, o prueba el mismo nombre sin ₿.
problems-a-silent-payment = Eso es una dirección de pagos silenciosos
    .what = Lifeboat aún no puede pagar a direcciones de este tipo.
    .fix = Pide al destinatario una dirección de bitcoin normal o una factura Lightning.
problems-a-channel = Eso es un canal Lightning
    .what = El texto nombra un canal o invita a abrir uno. No es algo que se pueda pagar.
    .fix = Pide al destinatario una factura Lightning.
problems-a-login = Eso es un inicio de sesión, no un pago
    .what = Un servicio quiere que inicies sesión con una clave de tu billetera. Lifeboat no lo hace.
    .fix = Inicia sesión en ese servicio de otra manera.
problems-an-onion = A este servicio solo se llega por Tor
    .what = Una página web no puede conectarse a direcciones .onion.
    .fix = Pide al destinatario una factura Lightning, o una dirección sin Tor.
problems-insecure = Este servicio no está cifrado
    .what = Su dirección empieza por http://, así que alguien podría cambiar por el camino a quién pagas.
    .fix = Pide al destinatario una factura Lightning, o una dirección que empiece por https://.
problems-a-local-service = Esta dirección está en una red privada
    .what = Lleva a un dispositivo cercano y no a un servicio público. Lifeboat no envía nada allí.
    .fix = Pide al destinatario una factura Lightning.
problems-an-ark = Eso es una dirección de Ark
    .what = Ark es otra red de pagos. Lifeboat no puede pagar allí.
    .fix = Pide al destinatario una factura Lightning.
problems-a-spark = Eso es una dirección de Spark
    .what = Spark es otra red de pagos. Lifeboat no puede pagar allí.
    .fix = Pide al destinatario una factura Lightning.
problems-ecash = Eso es ecash
    .what = Es dinero o una solicitud de Cashu o Fedimint, que Lifeboat no utiliza. Quien ve un token de ecash puede quedarse con su dinero.
    .fix = Canjéalo en una billetera de ecash y paga desde allí una factura Lightning de Lifeboat.
problems-another-coin = Eso no es bitcoin
    .what = Es una dirección de otra moneda o de otra cadena de bloques. El dinero enviado allí se perdería.
    .fix = Pide al destinatario una dirección de bitcoin o una factura Lightning.
problems-a-recovery-phrase = Eso es una frase de recuperación
    .what = Quien tiene estas palabras puede llevarse todo el dinero que corresponde a ellas. No se ha enviado ni guardado nada, y el campo se ha vaciado.
    .fix = No pegues nunca una frase de recuperación para pagar a alguien. Copia ahora otra cosa para que no quede en el portapapeles. Para recuperar una billetera, elige «Restaurar».
problems-a-private-key = Eso es una clave privada
    .what = Quien la tiene puede llevarse todo el dinero que corresponde a ella. No se ha enviado ni guardado nada, y el campo se ha vaciado.
    .fix = No pegues nunca una clave privada en ningún sitio ni se la envíes a nadie. Copia ahora otra cosa para que no quede en el portapapeles.
problems-a-public-key = Eso es la clave pública de una billetera
    .what = Muestra todas las direcciones de una billetera a quien la tiene. No es algo que se pueda pagar.
    .fix = Pide al destinatario una sola dirección o una factura Lightning.
problems-a-transaction = Eso es una transacción
    .what = Es una transacción de bitcoin, quizá una que espera firmas. Lifeboat no puede firmarla ni enviarla.
    .fix = Ábrela en la billetera para la que se hizo.
problems-a-hash = Eso es solo un número
    .what = Puede ser el identificador de una transacción o el hash de un pago. No se puede pagar.
    .fix = Pide al destinatario una factura o una dirección. Si es una clave privada, no la pegues nunca en ningún sitio.
problems-a-web-page = Eso es la dirección de una página web
    .what = No contiene nada que se pueda pagar.
    .fix = Abre la página y copia desde allí la factura o la dirección.
problems-service-silent = El servicio no responde
    .what = No está disponible, o no admite consultas de páginas web. No has pagado nada.
    .fix = Inténtalo más tarde, o pide una factura Lightning a quien administra { $host }.
problems-service-refused = El servicio rechazó la petición
    .what = No has pagado nada.
    .fix = { $host } dice: «{ $words }».
problems-service-refused-silently = El servicio rechazó la petición sin decir por qué
    .what = No dio ningún motivo. No has pagado nada.
    .fix = Inténtalo más tarde, o pregunta a quien administra { $host }.
problems-service-confused = La respuesta del servicio no tiene sentido
    .what = No funciona bien, remite a otra dirección, o en esta no hay nada que pagar. No has pagado nada.
    .fix = Comprueba la dirección, o pide una factura Lightning a quien administra { $host }.
problems-other-invoice = No es la factura que se pidió
    .what = El servicio dio una factura por otra cantidad, por otra cosa o de otra red. No se ha pagado.
    .fix = No la pagues tampoco en otro sitio. Avisa a quien administra { $host }.
problems-service-amount = El servicio no admite esta cantidad
    .what = Acepta o da otras cantidades, o no queda nada de lo que daba. No has pagado nada.
    .fix = Empieza de nuevo y fíjate en las cantidades que indica { $host }.
problems-link-requires = Este enlace exige otra cosa
    .what = Una billetera que no entiende todo lo que un enlace exige no debe pagarlo.
    .fix = Pide al destinatario solo la dirección o la factura. El enlace exige «{ $what }».
problems-payee-too-old = El programa del destinatario es demasiado antiguo
    .what = A esta factura le falta el secreto que hoy protege al destinatario. No se ha enviado nada.
    .fix = Pide al destinatario que actualice su billetera y que te dé una factura nueva.
problems-unknown-feature = Esta factura no se puede pagar aquí
    .what = Pide algo que Lifeboat no conoce, o algo en ella no se puede leer.
    .fix = Pide al destinatario una factura Lightning sencilla, sin nada especial.
problems-other-network = Otra red
    .what = Esta factura o dirección es de una red de bitcoin distinta de la de esta billetera.
    .fix = Pide una de la misma red.
problems-expired = La factura venció
    .what = Su plazo para pagarla ha terminado.
    .fix = Pide una factura nueva. Si se acaba de emitir, puede que el reloj de este dispositivo esté mal.
problems-amount-missing = Falta la cantidad
    .what = La factura no indica ninguna cantidad.
    .fix = Escribe cuánto quieres enviar.
problems-not-enough = No alcanza para enviar
    .what = La cantidad y su comisión superan lo que se puede enviar ahora.
    .fix = Ahora puedes enviar hasta { $most }. El resto de tu saldo es la reserva del canal y el margen para la comisión.
problems-not-enough-on-chain = No alcanza en la cadena de bloques
    .what = La cantidad y su comisión superan lo que se puede enviar ahora por la cadena de bloques.
    .fix = Puedes enviar hasta { $most }. El resto es la comisión, dinero sin confirmar y lo que queda para cerrar canales.
problems-too-much = Más de lo que se puede recibir ahora
    .what = En los canales no cabe esta cantidad.
    .fix = Pide como máximo { $most }.
problems-no-route = No hay camino hasta el destinatario
    .what = Lifeboat no encontró ningún camino para esta cantidad.
    .fix = Prueba más tarde o envía una cantidad menor.
problems-no-map-to-pay = No hay mapa de la red Lightning
    .what = Sin mapa solo puedes pagar a tu proveedor y a quienes indican en su factura un camino desde él.
    .fix = Revisa tu conexión y prueba otra vez. Si el mapa sigue sin llegar, avisa a quien administra esta instalación de Lifeboat.
problems-fee-too-high = La comisión es mayor de lo que permitiste
    .what = No se envió nada.
    .fix = El mejor camino cuesta ahora { $fee }. Permite más o prueba más tarde.
problems-given-up = Detuviste este pago
    .what = Nadie lo aceptó y el dinero ha vuelto.
    .fix = Puedes pagar la factura otra vez mientras no venza.
problems-refused-by-payee = El destinatario rechazó el pago
    .what = El pago llegó y fue devuelto.
    .fix = Pide al destinatario una factura nueva.
problems-already-paid = Ya está pagada
    .what = Ya pagaste esta factura.
    .fix = No tienes que hacer nada. El comprobante de pago está en tu actividad.
problems-paid-just-now = Quizá ya lo has pagado
    .what = Un pago de esta cantidad al mismo destinatario, o con la misma descripción, está en camino o ya se hizo.
    .fix = Mira primero tu actividad. Envía otra vez solo si quieres pagar dos veces.
problems-own-invoice = Es tu propia factura
    .what = Esta factura la creó esta billetera.
    .fix = Pega la factura de otra persona.
problems-underpaid = Se descontó demasiado
    .what = Por el camino se descontó de este pago más de lo acordado. La billetera lo devolvió a quien pagó.
    .fix = Pide a quien paga que pruebe otra vez con una factura nueva.
problems-paid-before = Pagada por segunda vez
    .what = Alguien intentó pagar otra vez una factura tuya. La billetera devolvió el segundo pago.
    .fix = Crea una factura nueva para cada pago.
problems-unfunded = Devuelto: el canal no está en la cadena de bloques
    .what = Este pago llegó por un canal cuya apertura no ha aparecido nunca en la cadena de bloques. La billetera devolvió el pago a quien pagó.
    .fix = Pide a quien paga que pruebe otra vez más tarde. Si vuelve a pasar, díselo a tu proveedor.
problems-own-address = Es tu propia dirección
    .what = Esta dirección es de esta billetera.
    .fix = Pega la dirección de otra persona.
problems-bad-link = Este enlace no se puede leer
    .what = Indica una cantidad que no es válida, o pide algo que esta billetera no conoce.
    .fix = Pide solo la dirección.
problems-dust = Demasiado poco para enviar
    .what = La red no transmite cantidades tan pequeñas.
    .fix = Envía como mínimo { $least }.
problems-fee-rate = Esta tarifa es demasiado baja
    .what = La red no transmitiría el pago.
    .fix = Elige como mínimo { $least } sat/vB.
problems-fee-rate-too-high = Esta tarifa es demasiado alta
    .what = Nadie paga tanto.
    .fix = Elige como máximo { $most } sat/vB.
problems-fee-beyond = No alcanza para esta comisión
    .what = El dinero en la cadena de bloques no la cubre sin tocar lo que queda para cerrar canales.
    .fix = Elige una comisión más baja.
problems-fee-dear = La comisión es alta
    .what = Es más de la cuarta parte de la cantidad, o mucho dinero por sí sola.
    .fix = Espera a que bajen las comisiones, elige una velocidad menor, o envíalo por { $fee } de todos modos.
problems-fee-changed = La cantidad o la comisión ha cambiado
    .what = Tu dinero en la cadena de bloques ha cambiado desde que se mostraron.
    .fix = Revisa el pago otra vez. La comisión es ahora de { $fee }.
problems-not-waiting = Esta comisión ya no se puede subir
    .what = El pago está confirmado, o el cambio ya se usa en otro pago.
    .fix = Mira en la actividad cómo va.
problems-has-left = Este pago ya no se puede anular
    .what = Ya se ofreció a la red, o el cambio ya se usa en otro pago.
    .fix = Mira en la actividad cómo va.
problems-called-off = Anulaste este pago
    .what = Nada de él ha salido de esta billetera, y el dinero sigue siendo tuyo.
    .fix = Si al final quieres pagar, envíalo otra vez desde aquí.
problems-not-accepted = La red no aceptó este pago
    .what = Lo más probable es que no se haya enviado. El servicio de la cadena de bloques dijo por qué.
    .fix = Dijo: «{ $words }». Si aún quieres pagar, envíalo otra vez desde aquí, quizá con una comisión más alta: así solo puede llegar uno de los dos pagos.
problems-replaced = Se envió otra cosa en su lugar
    .what = Otra transacción gastó el mismo dinero, así que este pago no puede llegar.
    .fix = Mira la actividad de todas las billeteras que usan la misma frase de recuperación.
problems-no-chain = El servicio de la cadena de bloques no responde
    .what = Lifeboat no obtuvo una respuesta que pueda usar, y de momento no ve bloques nuevos. Puede que el servicio no esté disponible o que rechace tu red.
    .fix = Comprueba tu conexión a internet, o prueba con otra, sin VPN. Si continúa, avisa a quien administra este servidor.
problems-bad-chain = El servicio de la cadena de bloques se equivoca
    .what = Lo que el servicio dice de la cadena de bloques no puede ser cierto. Lifeboat no lo sigue.
    .fix = Pide a quien administra este servidor que revise su servicio de la cadena de bloques.
problems-chain-behind = El servicio de la cadena de bloques va atrasado
    .what = Conoce menos bloques de los que esta billetera ya ha visto.
    .fix = Espera a que se ponga al día. Si continúa, avisa a quien administra este servidor.
problems-chains-disagree = Los servicios de la cadena de bloques se contradicen
    .what = Lifeboat consulta dos servicios, y muestran cadenas de bloques distintas. Hasta que coincidan, los pagos esperan, y ningún canal se cierra por ello.
    .fix = Espera. Si continúa, avisa a quien administra este servidor.
problems-chain-rewritten = El servicio de la cadena de bloques cambió muchos bloques
    .what = Muestra una cadena de bloques distinta de la de antes, y ningún segundo servicio muestra la misma. Lifeboat no lo sigue, y los pagos esperan.
    .fix = Espera. Si continúa, pide a quien administra este servidor que revise su servicio de la cadena de bloques.
problems-chain-alone = Falta uno de los dos servicios de la cadena de bloques
    .what = Lifeboat consulta dos servicios para no tener que creer a uno solo, y solo uno responde. Los pagos continúan.
    .fix = No tienes que hacer nada. Si continúa, avisa a quien administra este servidor.
problems-fees-unknown = No se conocen las comisiones
    .what = El servicio de la cadena de bloques lleva horas sin dar las comisiones. Las transacciones que no pueden esperar pagan el doble de las últimas conocidas.
    .fix = No tienes que hacer nada. Si continúa, avisa a quien administra este servidor.
problems-fees-high = Hay dinero que espera comisiones más bajas
    .what = El dinero de un canal cerrado está listo para pasar a tu saldo, pero en este momento las comisiones son altas.
    .fix = Espera, o envíalo ahora por aproximadamente { $fee }.
problems-fee-too-low = Un cierre paga demasiado poco por ahora
    .what = En este momento la red no acepta transacciones con una comisión tan baja. Lifeboat lo envía otra vez con cada bloque.
    .fix = Espera a que bajen las comisiones. O recibe al menos { $missing } más en la cadena de bloques con esta billetera: entonces la comisión se sube sola.
problems-fee-too-low-unknown = Un cierre espera comisiones más bajas
    .what = En este momento la red no acepta transacciones con una comisión tan baja, y el servicio de la cadena de bloques no dice cuánto falta. Lifeboat lo envía otra vez con cada bloque.
    .fix = Espera a que bajen las comisiones. O recibe dinero en la cadena de bloques con esta billetera: entonces la comisión se sube sola.
problems-claim-due = Un pago que recibiste aún no se ha cobrado
    .what = Un canal se cerró antes de que este pago se completara. Cobrarlo en la cadena de bloques cuesta una comisión, y esta billetera tiene allí demasiado poco para pagarla.
    .fix = Recibe al menos { $needed } en la cadena de bloques con esta billetera. Tiene que confirmarse a tiempo: el plazo que queda es de aproximadamente { $time }. Entonces el pago se cobra solo, y lo que la comisión no gaste sigue siendo tuyo. Mantén Lifeboat abierto hasta entonces.
problems-claim-waits = Un pago no puede volver todavía
    .what = Un canal se cerró con un pago tuyo en camino. Su plazo ha terminado. Recuperarlo en la cadena de bloques cuesta una comisión, y esta billetera tiene allí demasiado poco para pagarla.
    .fix = Recibe al menos { $needed } en la cadena de bloques con esta billetera. En cuanto se confirme, el pago se recupera solo, y lo que la comisión no gaste sigue siendo tuyo.
problems-no-peer = La otra parte no responde
    .what = No se puede contactar con la otra parte de tu canal.
    .fix = Espera unos minutos. Mientras tanto, tu canal sigue abierto.
problems-peer-out-of-reach = Esta instalación no llega a la otra parte
    .what = La otra parte de tu canal no está entre las que contacta esta instalación de Lifeboat. Tu dinero está a salvo, pero no se puede usar desde aquí.
    .fix = Abre tu billetera en la instalación de Lifeboat donde obtuviste el canal, o pide a quien administra esta que permita esa otra parte. Si no es posible, cierra el canal sin la otra parte: el dinero vuelve entonces por la cadena de bloques.
problems-close-refused = El canal no se pudo cerrar ahora
    .what = Ya se está cerrando, o su último cambio todavía no está guardado. No se cambió nada.
    .fix = Espera a que todo esté guardado y prueba otra vez.
problems-no-channel = No se pudo abrir el canal
    .what = El proveedor no abrió ningún canal para este pago.
    .fix = Prueba otra vez dentro de unos minutos.
problems-provider-silent = El proveedor no responde
    .what = Lifeboat pidió un canal al proveedor y no obtuvo respuesta.
    .fix = Prueba otra vez dentro de un minuto.
problems-provider-token = El proveedor no conoce esta instalación
    .what = El proveedor abre canales solo a quien le muestra un token, y no conoce el de esta instalación de Lifeboat. No se pagó nada.
    .fix = Pide a quien administra esta instalación que revise el token en su configuración.
problems-provider-refused = El proveedor rechazó la petición
    .what = El proveedor no aceptó abrir un canal para este pago.
    .fix = Prueba con otra cantidad, o más tarde. Si sigue igual, pide ayuda al soporte.
problems-no-offer = No hay canales por el momento
    .what = El proveedor no abre canales ahora, o no para esta cantidad.
    .fix = Prueba más tarde o con otra cantidad.
problems-offers-over = La oferta ya venció
    .what = El proveedor acaba de ofrecer un canal, pero según el reloj de este dispositivo la oferta ya venció.
    .fix = Comprueba la fecha y la hora de este dispositivo. Si son correctas, prueba más tarde.
problems-too-little = Demasiado poco para abrir un canal
    .what = Este pago necesita un canal nuevo, y el proveedor no abre ninguno por tan poco.
    .fix = Pide al menos { $least }.
problems-opening-too-dear = Abrir un canal es demasiado caro
    .what = Este pago necesita un canal nuevo, y una parte demasiado grande se la llevaría el proveedor.
    .fix = Costaría { $fee }. Pide una cantidad mayor, o prueba otra vez cuando la red esté menos ocupada.
problems-stale = Este dispositivo tiene un estado antiguo
    .what = La otra parte de tu canal conoce un estado más reciente que este dispositivo. Usar el antiguo podría costarte dinero.
    .fix = No uses la billetera aquí. Si otro dispositivo la tiene, continúa allí. Si no, restaura la copia de seguridad más reciente: ocupará el lugar de lo que hay en este dispositivo.
problems-inconsistent = El estado de la billetera no concuerda
    .what = Partes de él se contradicen. Lifeboat no lo usó y no cambió nada.
    .fix = Prueba otra vez. Si sigue igual, continúa con el dispositivo que tiene la billetera y pide ayuda al soporte.
problems-state-damaged = La billetera de esta copia no se puede leer
    .what = La copia de seguridad se abre, pero una parte de la billetera que contiene está dañada. Lifeboat no la usó y no cambió nada.
    .fix = Continúa con el dispositivo que tiene la billetera y pide ayuda al soporte. No recuperes archivos más antiguos: un estado antiguo puede costar dinero.
problems-backup-of-other-network = Una copia de otra red
    .what = La billetera de esta copia está en una red de bitcoin distinta de la de esta instalación de Lifeboat. No se cambió nada.
    .fix = Ábrela con la instalación de Lifeboat con la que la creaste. El dispositivo que tiene la billetera funciona como antes.
problems-unheard = Un canal cerrado espera a su proveedor
    .what = El cierre se retiene hasta que el proveedor confirme que esta copia está al día.
    .fix = Espera a que el proveedor vuelva a responder.
problems-storage-refused = El navegador no guarda nada
    .what = El navegador se negó a guardar datos de esta página, como en una ventana privada.
    .fix = Abre Lifeboat en una ventana normal y permite que guarde datos.
problems-storage-full = Al navegador no le queda espacio
    .what = El disco, o la parte que el navegador da a esta página, está lleno. Los pagos esperan.
    .fix = Libera espacio en este dispositivo.
problems-storage-lost = El navegador borró los datos de esta billetera
    .what = Solo esta pestaña tiene aún la billetera, y el navegador no deja guardarla otra vez.
    .fix = No cierres ni recargues esta pestaña. Si no hay copia de seguridad, actívala ahora. Si la hay, la billetera se puede restaurar desde ella.
problems-storage-silent = La base de datos del navegador no responde
    .what = De momento, Lifeboat no puede guardar nada en este dispositivo, así que los pagos esperan.
    .fix = Espera un momento. Si continúa y la copia de seguridad está activada, reinicia el navegador.
problems-device-key-lost = La clave de este dispositivo ha desaparecido
    .what = El navegador la borró, y sin ella no se puede abrir lo que hay guardado aquí.
    .fix = Borra los datos de esta página en el navegador y luego restaura la billetera desde su copia de seguridad.
problems-browser-lacks = A este navegador le falta algo
    .what = Lifeboat necesita el cifrado del navegador, sus bloqueos entre pestañas y su base de datos, y falta una de esas cosas. El modo de aislamiento las desactiva, y también una dirección sin https.
    .fix = Usa un navegador actual sin el modo de aislamiento.
problems-out-of-memory = Poca memoria
    .what = Crear la clave a partir del PIN requiere más memoria de la que este dispositivo da a la página.
    .fix = Cierra otras pestañas y apps y prueba otra vez, o usa otro dispositivo.
problems-other-tab-asleep = La otra pestaña no responde
    .what = Puede que el navegador la haya dormido. Se perdería lo que aún no haya guardado, pero nada de lo que mostró como hecho.
    .fix = Abre esa pestaña, o trae aquí la billetera.
problems-only-in-other-tab = Solo la otra pestaña tiene esta billetera
    .what = El navegador borró lo que había guardado y la copia de seguridad no está activada. Esa pestaña no cede la billetera, porque se perdería.
    .fix = Ve a esa pestaña y activa allí la copia de seguridad. Antes no la cierres ni la recargues.
problems-clock-wrong = El reloj de este dispositivo está mal
    .what = Va varias horas adelantado o atrasado respecto al último bloque, así que las facturas parecen vencidas.
    .fix = Deja que el dispositivo ajuste su reloj automáticamente y prueba otra vez.
problems-closed = La billetera se cerró entretanto
    .what = Se bloqueó, o pasó a otra pestaña, antes de terminar.
    .fix = Ábrela y prueba otra vez.
problems-not-newer = A esta copia le falta algo que está en este dispositivo
    .what = La copia de seguridad de la billetera de este dispositivo ya no existe. Por eso solo puede ocupar su lugar una copia que tenga todo lo que hay en este navegador, y de esta no se ha podido demostrar.
    .fix = Abre aquí la billetera y vuelve a escribir su copia de seguridad, o usa una copia más reciente.
problems-occupied = Aquí ya hay una billetera
    .what = Este navegador guarda algo de una billetera que aún no está en ningún otro lugar, y Lifeboat nunca lo reemplaza.
    .fix = Abre esa billetera y deja que termine antes su copia de seguridad, o usa otro navegador.
problems-bad-config = Esta instalación de Lifeboat no está bien configurada
    .what = Su configuración falta o no tiene sentido.
    .fix = Avisa a quien administra esta instalación de Lifeboat.
problems-no-encryption = El dinero real necesita cifrado
    .what = A esta instalación de Lifeboat, a su servicio de la cadena de bloques o a su puente se llega sin cifrado. Así no crea ninguna billetera nueva ni compra canales con dinero real. Lo que ya tienes no se ve afectado.
    .fix = Pide a quien administra esta instalación que use solo direcciones con https.
problems-no-second-chain = El dinero real necesita un segundo servicio de la cadena de bloques
    .what = Esta instalación de Lifeboat pregunta por la cadena de bloques a un solo operador, y nadie podría notar si se equivoca. Por eso no crea ninguna billetera nueva ni compra canales con dinero real. Lo que ya tienes no se ve afectado.
    .fix = Pide a quien administra esta instalación que añada un segundo servicio de la cadena de bloques, de otro operador.
problems-no-map = El dinero real necesita un mapa de la red
    .what = Esta instalación de Lifeboat no tiene un mapa de la red Lightning, así que casi no podrías pagar a nadie. Por eso no crea ninguna billetera nueva ni compra canales con dinero real. Lo que ya tienes no se ve afectado.
    .fix = Pide a quien administra esta instalación que indique de dónde viene el mapa.
problems-old-release = Esta versión es demasiado antigua para dinero nuevo
    .what = El bloque más nuevo que conoce esta versión de Lifeboat tiene más de un año. Por eso no crea ninguna billetera nueva ni compra canales con dinero real. Lo que ya tienes no se ve afectado.
    .fix = Pide a quien administra esta instalación que instale una versión más nueva.
problems-money-limit = Supera el límite de este software nuevo
    .what = Este software es nuevo, así que la cantidad de dinero real que acepta está limitada.
    .fix = Ahora puedes pedir como máximo { $left }.
problems-other-tab = Abierta en otra pestaña
    .what = Esta billetera ya está abierta en otra pestaña.
    .fix = Usa esa pestaña, o ciérrala.
problems-internal = Algo falló en Lifeboat
    .what = Esto no debería pasar nunca. Tu copia de seguridad no se ve afectada.
    .fix = Recarga la página. Si vuelve a pasar, pide ayuda al soporte.

## splash

splash-failed = Lifeboat no pudo iniciarse en este navegador. Recarga la página, o usa una versión actual de Chrome, Firefox, Safari o Edge.
splash-no-wasm = Lifeboat necesita WebAssembly y este navegador no lo ejecuta. El modo de aislamiento lo desactiva: desactívalo para esta página, o usa otro dispositivo.

## page

page-language = Español
page-description = Una billetera de bitcoin que no pierdes con el teléfono.
page-needs-wasm = Lifeboat necesita JavaScript y WebAssembly: todo se ejecuta en tu dispositivo.
page-needs-javascript = Lifeboat necesita JavaScript.

## recovery

recovery-title = Abrir una copia de seguridad sin Lifeboat
recovery-sentence = Esta página abre los archivos de una copia de seguridad de Lifeboat en este dispositivo. No contacta con ningún servidor ni necesita red.
recovery-served = Guarda esta página en tu disco y ábrela desde allí. No hace nada si se abre desde un servidor.
recovery-folder = Elegir la carpeta de la copia
recovery-files = Elegir archivos en su lugar
recovery-reading = Leyendo los archivos…
recovery-nothing = Estos archivos no contienen ninguna copia de Lifeboat.
recovery-which = Billetera
recovery-second-copy = segunda copia, quizá más antigua que la primera
recovery-ended = terminada: la billetera puede haber continuado en otro lugar
recovery-kind = Abrir con
recovery-kind-pin = PIN
recovery-kind-passphrase = Frase de contraseña
recovery-kind-phrase = Frase de recuperación
recovery-secret = Escríbelo aquí
recovery-visible = Mostrar lo que escribo
recovery-open = Abrir
recovery-opening = Abriendo. Tarda unos segundos…
recovery-phrase = Frase de recuperación
recovery-phrase-warning = Quien vea estas palabras puede llevarse el dinero. Comprueba que nadie mire.
recovery-show = Mostrar las palabras
recovery-hide = Ocultar las palabras
recovery-no-phrase = No se puede leer ningún archivo de la frase de recuperación.
recovery-chain = Cualquier billetera que siga BIP 84 encuentra con estas palabras lo que hay en la cadena de bloques. Lo que está en canales Lightning solo vuelve al restaurar esta copia en Lifeboat.
recovery-state = Qué más contiene la copia
recovery-unread = No se puede leer el estado de los canales:
recovery-state-warning = No pongas este estado en otra billetera. Un estado antiguo de un canal puede hacer perder el dinero que contiene.
recovery-written = Escrito por última vez
recovery-peers = Las otras partes de los canales
recovery-no-peers = Ninguna.
recovery-payments = Pagos Lightning
recovery-no-payments = Ningún pago.
recovery-when = Cuándo
recovery-amount = Importe
recovery-note = Nota
recovery-under-way = en curso
recovery-failed = fallido
recovery-export = Todo en un archivo
recovery-export-warning = El archivo no está cifrado y contiene la frase de recuperación.
recovery-save = Guardar el archivo
recovery-guarded = Unos guardianes limitan el PIN de esta copia y esta página no pregunta a ninguno. Usa la frase de recuperación.
recovery-phrase-alone = Estos archivos contienen solo la frase de recuperación.
recovery-error-defect = Algo falló en esta página. No se ha cambiado nada. Recárgala y prueba otra vez.
recovery-error-files = No se pueden leer los archivos. Elige la carpeta de nuevo.
recovery-error-damaged = No se puede leer ningún archivo con las claves de esta copia. Descarga la carpeta de nuevo: un archivo cortado no se puede abrir.
recovery-error-not-a-pin = Un PIN tiene de 4 a 12 dígitos.
recovery-error-not-a-phrase = Estas no son las palabras de una frase de recuperación. Comprueba el orden y la ortografía.
recovery-error-wrong = Eso no abre esta copia.
recovery-error-no-slot = Eso solo no abre esta copia. La frase de recuperación siempre la abre.
recovery-error-unlikely = Estos archivos piden una cantidad de cálculo que Lifeboat nunca fija. Se han modificado.
recovery-error-memory = Este navegador no tiene la memoria necesaria. Cierra otras páginas o usa otro dispositivo.

## note

# Beside a backup lies the English, whatever the language of the page.
note-read-me =
    Esta carpeta es la copia de seguridad de una billetera de bitcoin hecha con Lifeboat.

    NO BORRES, RENOMBRES NI MUEVAS NADA DE LO QUE CONTIENE. El dinero de la billetera puede depender de ello.

    Para restaurar: abre Lifeboat en cualquier dispositivo, elige «Restaurar una billetera», inicia sesión en este
    almacenamiento, elige esta billetera e introduce su PIN, su contraseña o su frase de recuperación.

    Qué son los archivos
      Recovery phrase <n>.lifeboat     la frase de recuperación, cifrada
      Channel state/<number>.lifeboat  los canales Lightning y el historial, cifrados; un archivo por
                                       cada cambio, que se escribe solo; los antiguos se borran solos

    Todo está cifrado en tu dispositivo. Ni quienes hacen Lifeboat ni este almacenamiento pueden leerlo.
    Los archivos siguen el documento «Format 1» del proyecto Lifeboat, que incluye además un pequeño script
    que los abre sin Lifeboat.
note-not-finished =
    Esta copia de seguridad se está haciendo, o se empezó y se abandonó. Puede que la billetera haya seguido sin ella.

    Para restaurar, usa otra copia de la billetera, si la hay.
note-second-copy =
    Esta es una segunda copia de una billetera cuya copia de seguridad está en otro lugar. Puede ser más antigua que la primera.

    Para restaurar, usa la primera copia, si puedes.
