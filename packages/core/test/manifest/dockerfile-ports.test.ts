import { expect } from 'chai'
import { describe, it } from 'mocha'
import { dockerfilePorts } from '../../src/manifest/dockerfile-ports.js'

const cases: readonly { name: string; text: string; ports: readonly number[] | undefined }[] = [
  { name: 'one port', text: 'FROM a\nEXPOSE 80\n', ports: [80] },
  {
    name: 'several in one line and in more',
    text: 'FROM a\nEXPOSE 80 443/tcp\nEXPOSE 53/udp\n',
    ports: [80, 443, 53],
  },
  { name: 'a range', text: 'FROM a\nEXPOSE 8000-8003/tcp\n', ports: [8000, 8001, 8002, 8003] },
  { name: 'small letters and indentation', text: 'from a\n\t expose\t80\n', ports: [80] },
  { name: 'CR LF', text: 'FROM a\r\nEXPOSE 80\r\n', ports: [80] },
  { name: 'no EXPOSE at all', text: 'FROM a\nRUN echo 80\n', ports: [] },
  { name: 'an EXPOSE in a comment', text: 'FROM a\n# EXPOSE 80\n', ports: [] },
  { name: 'a variable', text: 'FROM a\nARG PORT=80\nEXPOSE 443 $PORT\n', ports: undefined },
  { name: 'a port that is none', text: 'FROM a\nEXPOSE 99999\n', ports: undefined },
  { name: 'an instruction for later images', text: 'FROM a\nONBUILD EXPOSE 80\n', ports: [] },
  { name: 'the last stage only', text: 'FROM a AS build\nEXPOSE 80\nFROM b\nEXPOSE 443\n', ports: [443] },
  {
    name: 'a last stage without any',
    text: 'FROM a AS build\nEXPOSE 80\nFROM b\nCOPY --from=build . .\n',
    ports: [],
  },
  {
    name: 'what a stage has from the one it builds on',
    text: 'FROM a AS Base\nEXPOSE 80\nFROM b\nFROM base\nEXPOSE 443\n',
    ports: [80, 443],
  },
  {
    name: 'a variable in the stage it builds on',
    text: 'FROM a AS base\nEXPOSE $P\nFROM --platform=linux/amd64 base\nEXPOSE 443\n',
    ports: undefined,
  },
  {
    name: 'an EXPOSE that goes on',
    text: 'FROM a\nEXPOSE 80 \\\n  # why\n\n  443\nEXPOSE 53\n',
    ports: [80, 443, 53],
  },
  { name: 'another escape character', text: '# escape=`\nFROM a\nEXPOSE 80 `\n  443\n', ports: [80, 443] },
  {
    name: 'a RUN that goes on with what looks like an EXPOSE',
    text: 'FROM a\nRUN echo \\\nEXPOSE 80\n',
    ports: [],
  },
  { name: 'a here-document', text: 'FROM a\nRUN <<EOF\nFROM x\nEXPOSE 80\nEOF\nEXPOSE 443\n', ports: [443] },
  {
    name: 'two here-documents, one quoted, one with tabs',
    text: 'FROM a\nCOPY <<-"A" <<B /x/\nEXPOSE 1\n\tA\nEXPOSE 2\nB\nEXPOSE 443\n',
    ports: [443],
  },
  {
    name: 'a shift that is no here-document',
    text: 'FROM a\nRUN echo $((1<<2))\nEXPOSE 443\n',
    ports: [443],
  },
  { name: 'a file without FROM', text: 'EXPOSE 80\n', ports: [80] },
]

describe('dockerfilePorts reads', () => {
  for (const { name, text, ports } of cases)
    it(name, () => {
      expect(dockerfilePorts(text)?.flatMap(exposed => exposed.ports)).to.deep.equal(ports)
    })

  it('where the EXPOSE is', () => {
    expect(dockerfilePorts('FROM a\n\n  EXPOSE 80 \\\n  443 \n')).to.deep.equal([
      { ports: [80, 443], line: 3, column: 2, length: 11 },
    ])
  })

  it('a long one in no time', () => {
    const startedAt = performance.now()
    dockerfilePorts(`FROM a\nEXPOSE 80 ${'\\\n#\n'.repeat(20_000)}`)
    expect(performance.now() - startedAt).to.be.below(5000)
  })
})
