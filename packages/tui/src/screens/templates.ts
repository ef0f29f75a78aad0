import type { Template } from '@waybill/core'
import { span } from '../text/line.js'
import { makeTable } from './screen-view.js'

/** The list of templates. */
export const templatesTable = makeTable<Template>({
  key: ({ name }) => name,
  searchable: ({ name, settings, error }) => ({
    text: `${name} ${settings?.title ?? ''} ${settings?.engine ?? ''} ${error ?? ''}`.toLowerCase(),
    field: field =>
      ({ name, engine: settings?.engine, title: settings?.title })[field as 'name' | 'engine' | 'title'],
  }),
  target: ({ name }) => ({ screen: 'template', id: name }),
  subject: template => ({ kind: 'template', template }),
  columns: [
    {
      id: 'template',
      title: 'template',
      width: 14,
      flex: 1,
      priority: 0,
      cell: ({ name }) => span(name, 'accent'),
    },
    {
      id: 'status',
      title: 'status',
      width: 10,
      priority: 1,
      cell: template =>
        template.error !== null
          ? span('✗ broken', 'bad')
          : span(template.default ? '● default' : '● usable', 'ok'),
    },
    {
      id: 'engine',
      title: 'engine',
      width: 10,
      priority: 3,
      cell: ({ settings }) => span(settings?.engine ?? ''),
    },
    {
      id: 'approve',
      title: 'approve',
      width: 11,
      priority: 4,
      cell: ({ settings }) => span(settings?.approve ?? '', 'muted'),
    },
    {
      id: 'title',
      title: 'title',
      width: 20,
      flex: 2,
      priority: 2,
      cell: ({ settings, error }) => span(error ?? settings?.title ?? ''),
    },
  ],
})
