import type { AdminTexts } from '../en/admin.ts'

export const overview: AdminTexts['overview'] = {
  title: 'Resumen',
  lead: 'Lo que ha pasado últimamente. Los días y las horas son los de UTC.',
  by: 'Por',
  steps: { day: 'Día, los últimos 30', hour: 'Hora, las últimas 24' },
  sessions: 'Sesiones abiertas',
  sessionsNow: (count) => `${count} ahora`,
  orMore: (count) => `${count} o más`,
  measures: {
    sign_ups: 'Altas',
    sign_ins: 'Inicios de sesión',
    sign_ins_with_second_factor: 'Inicios de sesión con segundo factor',
    second_factors_asked: 'Segundos factores solicitados',
    failures: 'Inicios de sesión fallidos',
    locks: 'Bloqueos',
  },
  total: (count) => `${count} en total`,
  per: { day: 'por día', hour: 'por hora' },
  most: { day: 'pico', hour: 'recuento' },
  unmeasured: 'sin recuento',
  at: (when, count) => `${when}: ${count}`,
  keys: 'Las teclas de flecha pasan de una barra a otra.',
  asTable: 'Lo mismo en una tabla',
  when: { day: 'Día', hour: 'Hora' },
}
