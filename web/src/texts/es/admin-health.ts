import type { AdminTexts } from '../en/admin.ts'

export const health: AdminTexts['health'] = {
  title: 'Estado',
  lead: 'Lo que este nodo encuentra al probar lo que necesita. Los resultados están en inglés.',
  well: 'Todo está bien.',
  open: 'Hay algo que hacer.',
  again: 'Comprobar de nuevo',
  todo: 'Qué hacer',
  states: {
    ok: 'Correcto',
    warning: 'Revisar',
    failed: 'Fallido',
    skipped: 'Sin comprobar',
  },
  names: {
    settings: 'Configuración',
    secrets: 'Secretos',
    public_address: 'Dirección pública y proxies',
    hosts: 'Nombres de host',
    cookies: 'Cookies',
    relying_party: 'Dominio de las llaves de acceso',
    clock: 'Reloj',
    database: 'Base de datos',
    migrations: 'Migraciones',
    connections: 'Conexiones a la base de datos',
    disk: 'Disco',
    backup: 'Copia de seguridad',
    redis: 'Redis',
    mail: 'Correo',
    texts: 'Mensajes de texto',
    signing_key: 'Clave de firma',
  },
}
