import { describe, expect, test } from 'vitest';
import { Memo } from '../../../src/util/memo.ts';

function counting(maxTexts: number, maxLength: number): { memo: Memo<number | undefined>; reads: string[] } {
  const reads: string[] = [];
  const read = (text: string): number | undefined => {
    reads.push(text);
    return text === '' ? undefined : text.length;
  };
  return { memo: new Memo(read, maxTexts, maxLength), reads };
}

describe('a memo', () => {
  test('reads a text once', () => {
    const { memo, reads } = counting(4, 10);
    expect([memo.of('one'), memo.of('three'), memo.of('one')]).toEqual([3, 5, 3]);
    expect(reads).toEqual(['one', 'three']);
  });

  test('begins anew when there is no more room', () => {
    const { memo, reads } = counting(2, 10);
    for (const text of ['a', 'b', 'c', 'c', 'a']) memo.of(text);
    expect(reads).toEqual(['a', 'b', 'c', 'a']);
  });

  test('keeps neither what is too long nor what says nothing', () => {
    const { memo, reads } = counting(4, 3);
    for (const text of ['long', 'long', '', '']) memo.of(text);
    expect(reads).toEqual(['long', 'long', '', '']);
  });
});
