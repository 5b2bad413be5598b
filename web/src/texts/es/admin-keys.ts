import type { AdminTexts } from '../en/admin.ts'

export const keys: AdminTexts['keys'] = {
  title: 'Claves',
  lead: 'Las que firman los tokens de este servicio y las que aún valen.',
  none: 'No hay ninguna clave.',
  states: { current: 'Firma', next: 'Firmará', retiring: 'Verifica hasta que caduquen sus tokens' },
  columns: { kid: 'Clave', alg: 'Tipo', state: 'Estado', from: 'Desde' },
  rotate: {
    button: 'Clave nueva',
    title: 'Introducir una clave nueva',
    lead: 'La actual verifica hasta que caduque su último token. No se cierra la sesión de nadie.',
    said: 'Hay una clave nueva.',
  },
}
