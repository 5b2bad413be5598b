import type { AdminTexts } from '../en/admin.ts'

export const sessions: AdminTexts['sessions'] = {
  title: 'Sesiones',
  lead: 'Dónde hay sesiones abiertas ahora, primero las más recientes.',
  account: 'Cuenta',
  accountHint: 'El ID de una cuenta',
  none: 'Nadie tiene la sesión abierta.',
  columns: {
    person: 'Persona',
    device: 'Dispositivo',
    from: 'Desde dónde',
    level: 'Segundo factor',
    seen: 'Última actividad',
    since: 'Iniciada',
    until: 'Termina',
    acts: 'Acciones',
  },
}
