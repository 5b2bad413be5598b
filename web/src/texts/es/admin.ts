import type { AdminTexts } from '../en/admin.ts'
import { audit } from './admin-audit.ts'
import { blocks } from './admin-blocks.ts'
import { health } from './admin-health.ts'
import { keys } from './admin-keys.ts'
import { outbox } from './admin-outbox.ts'
import { overview } from './admin-overview.ts'
import { people } from './admin-people.ts'
import { person } from './admin-person.ts'
import { services } from './admin-services.ts'
import { sessions } from './admin-sessions.ts'
import { settings } from './admin-settings.ts'
import { webhooks } from './admin-webhooks.ts'

export const admin: AdminTexts = {
  nav: {
    label: 'Administración',
    account: 'Mi cuenta',
    overview: 'Resumen',
    people: 'Personas',
    sessions: 'Sesiones',
    audit: 'Registro de auditoría',
    outbox: 'Bandeja de salida',
    webhooks: 'Webhooks',
    blocks: 'Bloqueos',
    keys: 'Claves',
    services: 'Servicios',
    settings: 'Configuración',
  },
  old: 'Lo que ves son los datos de antes.',
  problems: {
    permission_denied: 'Tu rol no lo permite, o no con esta cuenta.',
    reauthentication_required: 'Para esto tienes que demostrar de nuevo que eres tú.',
    key_from_settings: 'La clave está definida en la configuración y se cambia allí.',
  },
  secret: {
    lead: 'Solo lo ves esta vez. Guárdalo donde se guardan los secretos.',
    kept: 'Lo he guardado',
    copyLabel: (what) => `Copiar: ${what}`,
  },
  barriers: {
    permission_denied: {
      title: 'Tu rol no da acceso a esto',
      lead: 'El servicio se lo muestra a otras personas. Si lo necesitas, pide el rol a la administración.',
    },
    mfa_enrolment_required: {
      title: 'La administración exige un segundo factor',
      lead: 'Tu cuenta no tiene ninguno. Configura uno y vuelve a iniciar sesión: una aplicación de autenticación o una passkey se configura en un minuto.',
    },
    reauthentication_required: {
      title: 'Confirma que eres tú',
      lead: 'La administración pide tu segundo factor una vez al día.',
    },
    prove: 'Confirmar',
    toSecurity: 'Configurar un segundo factor',
    toAccount: 'Ir a mi cuenta',
  },
  table: {
    about: (what, lead) => `${what}. ${lead}`,
    together: (parts) => parts.join('. '),
    filters: 'Buscar y filtrar',
    all: 'Todo',
    columns: 'Columnas',
    chosen: 'Selección',
    choose: (what) => `Seleccionar ${what}`,
    more: 'Mostrar más',
    end: 'Eso es todo.',
    count: (count, isMore) => `${count} ${count === 1 ? 'fila' : 'filas'}${isMore ? ', y hay más' : ''}`,
    never: 'Nunca',
    yes: 'Sí',
    no: 'No',
  },
  reason: {
    label: 'Motivo',
    hint: 'Queda en el registro de auditoría. Si se refiere a una persona, ella podrá leerlo al descargar sus datos.',
  },
  roles: { none: 'Ninguno', support: 'Soporte', admin: 'Administración' },
  overview,
  people,
  person,
  sessions,
  audit,
  blocks,
  outbox,
  webhooks,
  keys,
  services,
  settings,
  health,
}
