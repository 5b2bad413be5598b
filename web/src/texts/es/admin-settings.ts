import type { AdminTexts } from '../en/admin.ts'

export const settings: AdminTexts['settings'] = {
  title: 'Configuración',
  lead: 'La que vale ahora. Se cambia donde se ejecuta el servicio; de los secretos solo ves si están definidos.',
  set: 'Definido',
  unset: 'Sin definir',
  groups: {
    service: 'Servicio',
    stores: 'Almacenamiento',
    mail: 'Correo',
    texts: 'Mensajes de texto',
    tokens: 'Tokens y sesiones',
    passwords: 'Contraseñas',
    limits: 'Límites',
    second_factors: 'Segundos factores',
    audit: 'Registro de auditoría',
    social: 'Otros proveedores',
  },
}
