import Table from 'cli-table3'
import type { Finding, Target, Unit } from './finding.js'
import type { Report, Section } from './report.js'

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** A report as text: a line about the machine, then per section an aligned table and its notes. */
export function renderReport({ bench, machine, sections }: Report): string {
  const { node, system, cores, cpu, memoryGb } = machine
  const head = `bench ${bench}: Node ${node}, ${system}, ${cores} cores (${cpu}), ${memoryGb} GB`
  return `${[head, ...sections.map(renderSection)].join('\n\n')}\n`
}

function renderSection({ title, findings, notes }: Section): string {
  const table = new Table({
    head: ['work', 'Waybill', 'floor', 'ratio', 'target', 'met', 'range'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left', 'left'],
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  table.push(...findings.map(row))
  const lines = table.toString().split('\n')
  return [title, ...lines, ...notes].map(line => line.trimEnd()).join('\n')
}

function row({ work, unit, value, floor, ratio, target, met, samples }: Finding): string[] {
  return [
    work,
    formatFigure(value, unit),
    floor === null ? '' : formatFigure(floor, unit),
    ratio === null ? '' : ratio.toFixed(2),
    formatTarget(target, ratio === null ? unit : 'times'),
    met === null ? '' : met ? 'yes' : 'NO',
    samples.value.length > 1
      ? `${formatFigure(Math.min(...samples.value), unit)} – ${formatFigure(Math.max(...samples.value), unit)}`
      : '',
  ]
}

function formatFigure(value: number, unit: Unit): string {
  if (unit === 'times') return value.toFixed(2)
  const digits = unit === 'ms' && value < 100 ? 1 : 0
  return `${value.toFixed(digits)} ${unit}`
}

function formatTarget(target: Target | null, unit: Unit): string {
  if (!target) return ''
  return 'most' in target ? `≤ ${formatBound(target.most, unit)}` : `≥ ${formatBound(target.least, unit)}`
}

function formatBound(bound: number, unit: Unit): string {
  return unit === 'times' ? String(bound) : `${bound} ${unit}`
}
