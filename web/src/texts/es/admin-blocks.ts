import type { AdminTexts } from '../en/admin.ts'

export const blocks: AdminTexts['blocks'] = {
  title: 'Bloqueos',
  lead: 'Lo que impide iniciar sesión en este momento, tras demasiados intentos fallidos.',
  none: 'No hay nada bloqueado.',
  kinds: { password: 'Contraseña', factor: 'Segundo factor', code: 'Código', network: 'Red' },
  columns: { kind: 'Qué se intentó', whom: 'De quién', failures: 'Fallos', until: 'Hasta', acts: 'Acciones' },
  nobody: 'Un nombre que nadie tiene',
  lift: 'Levantar',
  liftLabel: (kind, whom) => `Levantar: ${kind}, ${whom}`,
  liftSheet: {
    title: 'Levantar el bloqueo',
    lead: 'Quien fue rechazado puede volver a intentarlo de inmediato.',
    said: 'El bloqueo está levantado.',
  },
}
