import type { Place } from './place.js'

/** The command that writes what a place shows. */
export function commandOf(place: Place): string {
  switch (place.screen) {
    case 'dashboard':
    case 'workspaces':
      return 'waybill workspace ls'
    case 'apps':
      return 'waybill catalog ls'
    case 'app':
      return `waybill catalog get ${place.id}`
    case 'workspace':
      return `waybill workspace get ${place.id}`
    case 'run':
      return `waybill run log ${place.id} --follow`
    case 'runs':
      return 'waybill run ls'
    case 'events':
      return 'waybill events'
    case 'problems':
      return 'waybill validate'
    case 'templates':
    case 'template':
      return 'waybill template ls'
  }
}
