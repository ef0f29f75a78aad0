import type { Template } from '@waybill/core'
import { parameterFields } from '../dialog/parameter-fields.js'
import { span } from '../text/line.js'
import { fitText } from '../text/text-width.js'
import { fieldLine, heading, item, section, sentence } from './doc-lines.js'
import type { DocLine } from './screen-view.js'

/** One template: what it is, and its parameters. */
export function templateLines(template: Template, width: number): readonly DocLine[] {
  const { settings, error, version } = template
  return [
    heading(settings?.title ?? template.name),
    ...(settings === null || settings.description === ''
      ? []
      : sentence(settings.description, width, 'muted')),
    fieldLine('name', template.name, { subject: { kind: 'template', template } }),
    fieldLine(
      'status',
      error === null ? span(template.default ? '● the default' : '● usable', 'ok') : span('✗ broken', 'bad'),
    ),
    ...(error === null ? [] : sentence(error, width, 'bad')),
    fieldLine('version', version?.slice(0, 12) ?? '-'),
    ...(settings === null
      ? []
      : [
          fieldLine('engine', `${settings.engine} ${settings.requires ?? ''}`),
          fieldLine('approve', settings.approve),
          fieldLine('takeover', settings.takeover),
          fieldLine('longest life', settings.maxTtl ?? '-'),
        ]),
    ...section('Parameters', parameterLines(template, width), 'It has none.'),
  ]
}

function parameterLines(template: Template, width: number): readonly DocLine[] {
  return parameterFields(template).flatMap(({ id, type, required, help, input }) => [
    item([
      span(fitText(id.slice('param:'.length), 20), 'accent'),
      span(` ${fitText(type, 9)}`),
      span(required ? 'required ' : '', 'warn'),
      span(input.text === '' ? '' : `default ${input.text}`, 'muted'),
    ]),
    ...(help === ''
      ? []
      : sentence(help, width - 4, 'muted').map(({ line }) => ({ line: [span('    '), ...line] }))),
  ])
}
