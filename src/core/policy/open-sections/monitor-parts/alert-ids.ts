import type { WrittenChange } from './changes.js';
import { declaredDrift } from './drift.js';
import type { WrittenQuality } from './quality.js';
import { randomInputsId } from './random-inputs.js';
import { declaredService, serviceId, type WrittenService } from './service.js';

/** What of the section `monitor` raises alarms beside the requirements. */
interface Written {
  readonly drift?: Parameters<typeof declaredDrift>[0];
  readonly calibration?: unknown;
  readonly quality?: WrittenQuality | undefined;
  readonly service?: WrittenService | undefined;
  readonly changes?: readonly WrittenChange[] | undefined;
}

/** Ids by which the monitor of a policy raises alarms that are about no requirement: drift, calibration, the service, changes, and the data themselves. */
export function alertIds(
  { drift, calibration, quality = {}, service, changes = [] }: Written,
  attributes: readonly string[],
): string[] {
  return [
    ...declaredDrift(drift).map(({ input }) => (input === null ? 'drift.score' : `drift.inputs.${input}`)),
    ...(calibration === undefined ? [] : ['calibration']),
    ...(service === undefined ? [] : serviceIds(service)),
    ...changes.map(({ requirement }) => `changes.${requirement}`),
    ...qualityIds(quality, attributes),
  ];
}

const serviceIds = (service: WrittenService): string[] =>
  declaredService(service).flatMap((one) => {
    const id = serviceId(one);
    return [...(one.max === undefined ? [] : [id]), ...(one.maxDifference === undefined ? [] : [`${id}.gap`])];
  });

function qualityIds(quality: WrittenQuality, attributes: readonly string[]): string[] {
  const { maxUnreadable, maxRepeated, maxMissing, maxUndeclared, maxDefault, minLabelCoverage } = quality;
  const { volume, usualVolume, sameInputs, silence, inputs = {}, defaults = {}, randomInputs = [] } = quality;
  const having = (value: unknown, ...names: string[]): string[] =>
    value === undefined ? [] : names.map((name) => `quality.${name}`);
  const inputNames = Object.keys(inputs);
  return [
    ...having(volume, 'volume'),
    ...having(usualVolume, 'usualVolume'),
    ...having(silence, 'silence'),
    ...having(maxUnreadable, 'unreadable'),
    ...having(maxRepeated, 'repeated'),
    ...having(sameInputs, 'sameInputs'),
    ...randomInputs.map(randomInputsId),
    ...having(maxUndeclared, ...inputNames.map((name) => `undeclared.${name}`)),
    ...having(maxMissing, ...inputNames.map((name) => `missing.inputs.${name}`)),
    ...having(maxMissing, ...attributes.map((name) => `missing.${name}`)),
    ...having(maxDefault, ...Object.keys(defaults).map((name) => `default.${name}`)),
    ...having(minLabelCoverage, 'labels.everybody', ...attributes.map((name) => `labels.${name}`)),
  ];
}
