import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitnessDistance } from '../../../src/media/constraints/fitness-distance.ts';
import { constraintsFor, selectSettings } from '../../../src/media/constraints/select-settings.ts';
import { capabilitiesOf } from '../../../src/media/constraints/settings-space.ts';
import type { Constraints } from '../../../src/media/constraints/types.ts';
import { cameraSpace, microphoneSpace } from '../../../src/media/devices/device.ts';

const camera = cameraSpace({ deviceId: 'camera', groupId: 'desk' }, 'user');
const microphone = microphoneSpace({ deviceId: 'microphone', groupId: 'desk' });

describe('a camera', () => {
  test('has its usual mode when nothing is asked for', () => {
    expect(selectSettings(camera, {}).settings).toMatchObject({
      width: 640,
      height: 480,
      frameRate: 30,
      resizeMode: 'none',
      facingMode: 'user',
      deviceId: 'camera',
    });
  });

  test.each<[string, Constraints, object]>([
    ['takes a native mode for an ideal it has', { width: 1280 }, { width: 1280, height: 720, resizeMode: 'none' }],
    ['crops for an exact size it has not', { width: { exact: 639 } }, { width: 639, resizeMode: 'crop-and-scale' }],
    ['keeps a minimum', { height: { min: 1000 } }, { height: 1080, width: 1920 }],
    ['keeps a maximum', { frameRate: { max: 15 } }, { frameRate: 15, width: 640 }],
    ['comes as close to an ideal as it can', { width: 9999 }, { width: 1920 }],
    ['makes a ratio', { aspectRatio: { exact: 1 }, height: { exact: 480 } }, { width: 480, height: 480 }],
    ['takes one of a list', { facingMode: { exact: ['environment', 'user'] } }, { facingMode: 'user' }],
    ['does not mind an ideal it cannot have', { facingMode: 'environment' }, { facingMode: 'user' }],
    ['treats an empty list as no constraint', { facingMode: { exact: [] } }, { facingMode: 'user' }],
  ])('%s', (_, constraints, settings) => {
    expect(selectSettings(camera, constraints).settings).toMatchObject(settings);
  });

  test.each<[Constraints, string]>([
    [{ width: { min: 5000 } }, 'width'],
    [{ width: { exact: 639 }, resizeMode: { exact: 'none' } }, 'width'],
    [{ facingMode: { exact: '' } }, 'facingMode'],
    [{ deviceId: { exact: 'another' }, width: { min: 5000 } }, 'deviceId'],
    [{ groupId: 'x'.repeat(501) }, 'groupId'],
  ])('names what cannot be met: %j', (constraints, failed) => {
    expect(selectSettings(camera, constraints).failed).toBe(failed);
  });

  test('meets advanced sets in their order, and leaves out those it cannot meet with the ones before', () => {
    const advanced = [{ width: 1920, height: 1080 }, { aspectRatio: 4 / 3 }, { frameRate: { min: 50 } }];
    expect(selectSettings(camera, { advanced }).settings).toMatchObject({ width: 1920, height: 1080, frameRate: 50 });
    expect(selectSettings(camera, { advanced: [{ width: { min: 1024, max: 800 } }] }).settings?.width).toBe(640);
  });
});

test('a default that is asked for elsewhere holds unless a constraint speaks against it', () => {
  const defaults = { echoCancellation: false };
  expect(selectSettings(microphone, {}, defaults).settings?.echoCancellation).toBe(false);
  expect(selectSettings(microphone, { channelCount: 2 }, defaults).settings).toMatchObject({
    echoCancellation: false,
    channelCount: 2,
  });
  expect(selectSettings(microphone, { echoCancellation: true }, defaults).settings?.echoCancellation).toBe(true);
});

test('constraints of another kind are none', () => {
  expect(constraintsFor('audio', { width: { min: 1e9 }, channelCount: 2, advanced: [{ height: 1 }] })).toEqual({
    channelCount: 2,
    advanced: [{}],
  });
});

test('property: what is selected meets every demand, and lies within the capabilities', () => {
  const range = (max: number): fc.Arbitrary<object> =>
    fc.record({ min: fc.nat(max), max: fc.nat(max), exact: fc.nat(max), ideal: fc.nat(max) }, { requiredKeys: [] });
  const set = fc.record(
    {
      width: range(2500),
      height: range(1500),
      frameRate: range(70),
      resizeMode: fc.constantFrom('none', 'crop-and-scale'),
    },
    { requiredKeys: [] },
  );
  const constraints = fc.record({ basic: set, advanced: fc.array(set, { maxLength: 2 }) });
  const { width, height } = capabilitiesOf(camera) as Record<string, { min: number; max: number }>;
  fc.assert(
    fc.property(constraints, ({ basic, advanced }) => {
      const selection = selectSettings(camera, { ...basic, advanced } as Constraints);
      if (selection.settings === undefined) return;
      expect(fitnessDistance(basic as Constraints, selection.settings, 'ideal')).toBeLessThan(Infinity);
      expect(selection.settings.width).toSatisfy((value: number) => value >= width.min && value <= width.max);
      expect(selection.settings.height).toSatisfy((value: number) => value >= height.min && value <= height.max);
    }),
    { numRuns: 60 },
  );
});
