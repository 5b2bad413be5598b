import type { AdminTexts } from '../en/admin.ts'

export const services: AdminTexts['services'] = {
  title: 'Servicios',
  lead: 'Pueden preguntar a este servicio si un token vale, y revocarlo.',
  none: 'No hay ningún servicio registrado.',
  columns: {
    name: 'Nombre',
    id: 'ID de cliente',
    created: 'Añadido',
    old: 'Secreto anterior válido hasta',
    acts: 'Acciones',
  },
  add: {
    button: 'Añadir un servicio',
    title: 'Añadir un servicio',
    lead: 'Recibe un ID de cliente y un secreto que solo ves una vez.',
    name: 'Nombre',
    submit: 'Añadir',
  },
  secret: { title: 'El secreto del servicio', id: 'ID de cliente', name: 'Secreto' },
  rotate: { button: 'Secreto nuevo', title: 'Darle un secreto nuevo', lead: 'El actual funciona un día más.' },
  remove: {
    button: 'Quitar',
    title: 'Quitar el servicio',
    lead: 'A partir de ahora se le rechaza.',
    said: 'Se ha quitado.',
  },
  label: (act, service) => `${act}: ${service}`,
}
