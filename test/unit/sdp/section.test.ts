import { describe, expect, test } from 'vitest';
import { sdpLine } from '../../../src/sdp/line.ts';
import { Section } from '../../../src/sdp/section.ts';

function section(...lines: string[]): Section {
  return new Section(lines.map((line) => sdpLine(line[0], line.slice(2))));
}

const linesOf = (each: Section): string[] => each.lines.map((line) => line.trimEnd());

describe('attributes', () => {
  test('a name is not the beginning of another name', () => {
    const data = section('m=x', 'a=midnight:1', 'a=mid:2', 'a=mid');
    expect(data.attribute('mid')).toBe('2');
    expect(data.attributes('mid')).toEqual(['2', '']);
    expect(data.hasAttribute('midn')).toBe(false);
  });

  test('setting one keeps its place and removes its doubles', () => {
    const data = section('m=x', 'a=setup:active', 'a=mid:0', 'a=setup:passive');
    data.setAttribute('setup', 'actpass');
    expect(linesOf(data)).toEqual(['m=x', 'a=setup:actpass', 'a=mid:0']);
  });

  test('an empty value is written without colon', () => {
    const data = section('m=x');
    data.addAttribute('bundle-only');
    expect(data.toString()).toBe('m=x\r\na=bundle-only\r\n');
  });

  test('removing takes all of a name', () => {
    const data = section('m=x', 'a=candidate:1', 'a=mid:0', 'a=candidate:2');
    data.removeAttributes('candidate');
    expect(linesOf(data)).toEqual(['m=x', 'a=mid:0']);
  });
});

describe('lines', () => {
  test('a new line goes where its type belongs', () => {
    const data = section('m=x', 'a=mid:0');
    data.setLine('b', 'AS:1');
    data.setLine('c', 'IN IP4 0.0.0.0');
    data.setLine('i', 'title');
    expect(linesOf(data)).toEqual(['m=x', 'i=title', 'c=IN IP4 0.0.0.0', 'b=AS:1', 'a=mid:0']);
  });

  test('a line is changed in place', () => {
    const data = section('m=x', 'c=IN IP4 0.0.0.0', 'a=mid:0');
    data.setLine('c', 'IN IP6 ::1');
    expect(linesOf(data)).toEqual(['m=x', 'c=IN IP6 ::1', 'a=mid:0']);
  });

  test('new lines end as the lines around them do', () => {
    const data = new Section(['m=x\n', 'a=mid:0']);
    data.addAttribute('setup', 'active');
    expect(data.toString()).toBe('m=x\na=mid:0\na=setup:active\n');
  });
});
