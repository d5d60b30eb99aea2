import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CommandError } from '../startup.ts'
import { type Command, helpOf, readCommand, usageOf } from './command.ts'

const run = async () => {}
const COMMANDS: Command[] = [
  { usage: 'bake', summary: 'bake a loaf', run },
  {
    ...{
      usage: 'slice LOAF [KNIFE] [--width MM] [--quick]',
      summary: 'cut a loaf',
      details: 'Mind your fingers.',
      run,
    },
    options: { width: { type: 'string' }, quick: { type: 'boolean' } },
  },
  { usage: 'shelf add LOAF --date DATE', summary: 'keep a loaf', options: { date: { type: 'string' } }, run },
]
const read = (line: string) => readCommand(COMMANDS, line === '' ? [] : line.split(' '))

describe('a line for teamroom', () => {
  it('names a command, its words and its options', () => {
    const { command, words, options, wantsHelp } = read('slice rye --width 9 saw --quick')
    assert.deepEqual([command.summary, words, wantsHelp], ['cut a loaf', ['rye', 'saw'], false])
    assert.deepEqual({ ...options }, { width: '9', quick: true })
    assert.deepEqual(read('slice rye').words, ['rye'])
    assert.deepEqual(read('shelf add rye --date today').words, ['rye'])
    assert.deepEqual(read('bake').words, [])
  })

  it('may ask for help, whatever else is missing', () => {
    assert.equal(read('slice --help').wantsHelp, true)
    assert.equal(read('slice -h').wantsHelp, true)
  })

  for (const line of ['slice', 'slice a b c', 'slice a --wide 9', 'slice a --width', 'slice a --quick=9']) {
    it(`is answered by how the command is called: ${line}`, () => {
      assert.throws(
        () => read(line),
        (error) => error instanceof CommandError && /teamroom slice LOAF \[KNIFE\]/.test(error.message),
      )
    })
  }

  for (const line of ['', 'burn', 'shelf', 'shelf remove rye', '--quick']) {
    it(`is answered by all commands where it names none: ${line}`, () => {
      assert.throws(() => read(line), new CommandError(usageOf(COMMANDS)))
    })
  }
})

describe('help', () => {
  it('has a line for each command', () => {
    assert.equal(
      usageOf(COMMANDS),
      [
        'teamroom bake                                       bake a loaf',
        'teamroom slice LOAF [KNIFE] [--width MM] [--quick]  cut a loaf',
        'teamroom shelf add LOAF --date DATE                 keep a loaf',
      ].join('\n'),
    )
  })

  it('says of a command what it does, and what else there is to know', () => {
    assert.equal(
      helpOf(COMMANDS[1] as Command),
      'teamroom slice LOAF [KNIFE] [--width MM] [--quick]\n\nCut a loaf.\n\nMind your fingers.',
    )
  })
})
