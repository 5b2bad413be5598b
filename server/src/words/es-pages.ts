import type { Words } from './en.ts'

const forgotPassword =
  'Es posible que alguien conozca tu contraseña. Elige ahora otra con «¿Has olvidado tu contraseña?» en la página de inicio de sesión.'

export const pages: Words['pages'] = {
  verify: {
    title: 'Verifica tu dirección de correo',
    lead: 'Un último paso: confirma que la dirección a la que se envió este enlace es tuya.',
    button: 'Verificar mi dirección',
    hint: 'Si no te has registrado, simplemente cierra esta página.',
  },
  verified: {
    title: 'Tu dirección está verificada',
    said: ['Gracias. Puedes cerrar esta página e ', 'iniciar sesión', '.'],
  },
  confirmEmail: {
    title: 'Confirma tu nueva dirección',
    lead: 'A partir de entonces, tu cuenta usará la dirección a la que se envió este enlace.',
    button: 'Usar esta dirección',
    hint: 'Si no lo has pedido, simplemente cierra esta página.',
  },
  emailConfirmed: {
    title: 'Tu dirección ha cambiado',
    said: 'Tu cuenta usa ahora la nueva dirección. Puedes cerrar esta página.',
  },
  undoEmail: {
    title: 'Conserva tu dirección',
    lead: 'Si otra persona ha pedido pasar tu cuenta a otra dirección, revierte aquí el cambio.',
    button: 'Revertir el cambio',
    hint: 'Si fuiste tú, simplemente cierra esta página.',
  },
  emailUndone: {
    title: 'El cambio se ha revertido',
    said: 'Tu cuenta conserva esta dirección.',
    next: forgotPassword,
  },
  keepFactors: {
    title: 'Conserva tus segundos factores',
    lead: 'Si no querías que se quitaran, detenlo aquí.',
    button: 'Conservar mis segundos factores',
    hint: 'Si los has perdido, simplemente cierra esta página y espera.',
  },
  factorsKept: {
    title: 'Conservas tus segundos factores',
    said: 'No se quita nada.',
    next: forgotPassword,
  },
  undoLink: {
    title: '¿No fuiste tú?',
    lead: 'Si otra persona ha vinculado tu cuenta con otro servicio, deshaz aquí el vínculo. Se cerrarán todas las sesiones, también las tuyas.',
    button: 'Deshacer el vínculo',
    hint: 'Si fuiste tú, simplemente cierra esta página.',
  },
  linkUndone: {
    title: 'El vínculo se ha deshecho',
    said: 'Ese servicio ya no abre tu cuenta y todas las sesiones se han cerrado.',
    next: forgotPassword,
  },
  keepAccount: {
    title: 'Conserva tu cuenta',
    lead: 'Tu cuenta se va a eliminar con todo lo que guardamos sobre ti. Puedes detenerlo aquí.',
    button: 'Conservar mi cuenta',
    hint: 'Si quieres que se elimine, simplemente cierra esta página.',
  },
  accountKept: {
    title: 'Conservas tu cuenta',
    said: 'No se elimina nada.',
    next: `Si no lo pediste tú: ${forgotPassword}`,
  },
  notMe: {
    title: '¿No fuiste tú?',
    lead: 'Si otra persona hizo lo que cuenta el correo, indícalo aquí. Tu cuenta se bloqueará, todas las sesiones se cerrarán y se revertirá lo que haya cambiado desde entonces. Enseguida recibirás un correo para volver a entrar.',
    button: 'No fui yo',
    hint: 'Si fuiste tú, simplemente cierra esta página: no ha pasado nada.',
  },
  frozen: {
    title: 'Tu cuenta está bloqueada',
    said: (undone) => `Nadie puede usarla ahora y todas las sesiones se han cerrado. Se ha revertido: ${undone}.`,
    next: 'Mira tu buzón: el correo que acabamos de enviar explica cómo volver a entrar. Si otra persona puede leer tu correo, protege primero el buzón.',
  },
  frozenBefore: {
    title: 'Esto ya se hizo',
    said: 'Lo ocurrido ya se revirtió antes, con este enlace o junto con algo anterior. Ahora no ha cambiado nada.',
    next: 'Si todavía no tienes una contraseña nueva, elígela con el correo que se envió entonces o con «¿Has olvidado tu contraseña?» en la página de inicio de sesión.',
  },
  forgot: {
    title: 'Restablece tu contraseña',
    lead: 'Escribe la dirección de tu cuenta. Si la tiene, enseguida recibirás un enlace.',
    email: 'Dirección de correo',
    button: 'Enviar el enlace',
  },
  forgotDone: {
    title: 'Mira tu buzón',
    said: 'Si esta dirección tiene una cuenta, se le ha enviado un enlace para elegir una contraseña nueva.',
  },
  reset: {
    title: 'Elige una contraseña nueva',
    lead: 'La nueva contraseña cierra todas tus sesiones.',
    refusedTitle: 'Elige otra contraseña',
    refused: 'La contraseña no se ha guardado.',
    password: 'Contraseña nueva',
    again: 'Repite la contraseña nueva',
    hint: 'Cuanto más larga, mejor: unas cuantas palabras forman una buena contraseña.',
    button: 'Guardar la contraseña nueva',
  },
  resetDone: {
    title: 'Tu contraseña está guardada',
    said: ['Puedes cerrar esta página e ', 'iniciar sesión', ' con tu contraseña nueva.'],
  },
  firstAdmin: {
    title: 'Crea la primera cuenta de administración',
    refused: 'La cuenta no se ha creado.',
    email: 'Dirección de correo',
    username: 'Nombre de usuario',
    password: 'Contraseña',
    button: 'Crear la cuenta',
    hint: 'La administración exige un segundo factor: añádelo después de iniciar sesión.',
  },
  firstAdminDone: {
    title: 'La cuenta está creada',
    said: 'Puedes cerrar esta página e iniciar sesión. Después añade un segundo factor.',
  },
  broken: {
    title: 'Este enlace no funciona',
    next: 'Un enlace funciona una sola vez y durante un tiempo limitado, y solo vale el más reciente. Pide uno nuevo donde pediste este y ábrelo desde el último correo.',
  },
}
