import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCase } from '../../../../../test/support/explain/random-trees.js';
import type { Matrix, TreeEnsemble, TreeModel } from '../../../models/index.js';
import { COMPARE, MISSING_LEFT } from '../../../models/kinds/ensemble.js';
import { compileBackgroundWalk, evaluateBackgroundWalk } from '../background-walk.js';
import type { Block } from '../block.js';
import { kernelMeans, loopMeans } from '../cover-mean.js';
import { evaluateKernelBackground, kernelBackground } from '../interventional-kernel.js';
import { kernelPrediction } from '../kernel-prediction.js';
import { evaluateKernelQuadrature, kernelQuadrature } from '../path-dependent-kernel.js';
import { evaluateQuadrature, QuadratureWalk } from '../quadrature.js';
import { type Layout, sumsPerRow } from '../unit-tables.js';
import { openBackgroundKernel, openKernel } from './kernel.js';
import { PAGES } from './layout.js';
import { segmentsOf } from './segments.js';

const SOURCES = pathToFileURL(resolve('scripts/kernel/sources.mjs')).href;
const treesOf = (ensemble: TreeEnsemble): number[] => Array.from(ensemble.treeOutput, (_, t) => t);

function blockOf({ ensemble }: TreeModel, rows: Matrix): Block {
  const columns = new Float64Array(ensemble.numFeatures * rows.rows);
  for (let c = 0; c < ensemble.numFeatures; c++)
    for (let r = 0; r < rows.rows; r++) columns[c * rows.rows + r] = rows.data[r * rows.columns + c]!;
  return { columns, count: rows.rows, stride: rows.rows };
}

function bothWays(
  ensemble: TreeEnsemble,
  playerOf: Int32Array,
  layout: Layout,
  block: Block,
): [Float64Array, Float64Array] {
  const room = (): Float64Array => new Float64Array(sumsPerRow(layout) * block.stride);
  const [byKernel, byLoops] = [room(), room()];
  evaluateKernelQuadrature(kernelQuadrature(ensemble, playerOf, layout, treesOf(ensemble))!, block, byKernel);
  const walk = new QuadratureWalk(ensemble, playerOf, layout);
  for (const tree of treesOf(ensemble)) evaluateQuadrature(walk, tree, block, byLoops);
  return [byKernel, byLoops];
}

/** Values against a background, by the kernel and by the walk in JavaScript. */
function bothWaysAgainst(
  ensemble: TreeEnsemble,
  playerOf: Int32Array,
  layout: Layout,
  blocks: { rows: Block; background: readonly Block[] },
): [Float64Array, Float64Array] {
  const { rows, background } = blocks;
  const room = (): Float64Array => new Float64Array(sumsPerRow(layout) * rows.stride);
  const [byKernel, byWalk] = [room(), room()];
  const options = { layout, background };
  const trees = treesOf(ensemble).filter((tree) => layout.outputs.includes(ensemble.treeOutput[tree]!));
  evaluateKernelBackground(kernelBackground(ensemble, playerOf, options, trees)!, rows, byKernel);
  for (const tree of trees) {
    const walk = compileBackgroundWalk(ensemble, tree, playerOf, options);
    evaluateBackgroundWalk(ensemble, walk, { block: rows, layout }, byWalk);
  }
  return [byKernel, byWalk];
}

const FEATURES = 20;

/** Complete trees in pre-order, with numbers drawn from a linear congruence. */
function completeTrees(trees: number, depth: number): TreeEnsemble {
  const size = 2 ** (depth + 1) - 1;
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
  const ints = (): Int32Array => new Int32Array(trees * size).fill(-1);
  const [left, right, feature, valueStart] = [ints(), ints(), ints(), ints()];
  const threshold = new Float64Array(trees * size);
  const cover = new Float64Array(trees * size);
  let leaves = 0;
  const lay = (node: number, height: number): void => {
    cover[node] = height === 0 ? 1 + random() : 0;
    if (height === 0) {
      valueStart[node] = leaves++;
      return;
    }
    left[node] = node + 1;
    right[node] = node + 2 ** height;
    feature[node] = Math.floor(random() * FEATURES);
    threshold[node] = random() - 0.5;
    lay(node + 1, height - 1);
    lay(node + 2 ** height, height - 1);
    cover[node] = cover[node + 1]! + cover[right[node]!]!;
  };
  for (let t = 0; t < trees; t++) lay(t * size, depth);
  return {
    left,
    right,
    feature,
    valueStart,
    threshold,
    cover,
    decision: new Uint8Array(trees * size).fill(COMPARE.LT | MISSING_LEFT),
    values: Float64Array.from({ length: leaves }, random),
    treeStart: Int32Array.from({ length: trees + 1 }, (_, t) => t * size),
    treeOutput: new Int32Array(trees),
    numFeatures: FEATURES,
    numOutputs: 1,
    baseOffset: new Float64Array(1),
    setStart: new Int32Array(1),
    setWords: new Uint32Array(0),
    float32: true,
    maxDepth: depth,
  };
}

describe('the kernel', () => {
  it('is what its source says', async () => {
    const { kernelSources } = (await import(/* @vite-ignore */ SOURCES)) as { kernelSources(): Record<string, string> };
    for (const [name, text] of Object.entries(kernelSources()))
      expect(
        readFileSync(resolve(import.meta.dirname, name), 'utf8') === text,
        `run scripts/make-kernel.mjs: ${name}`,
      ).toBe(true);
  });

  it('gives the bits of the loops for models that fit into its memory only part by part', () => {
    const model = completeTrees(300, 9);
    const row = Float64Array.from({ length: FEATURES }, (_, c) => Math.sin(c));
    const layout = { players: FEATURES, outputs: [0], interactions: false };
    const playerOf = Int32Array.from({ length: FEATURES }, (_, c) => c);
    expect(segmentsOf(model)!.length).toBeGreaterThan(1);
    const [byKernel, byLoops] = bothWays(model, playerOf, layout, { columns: row, count: 1, stride: 1 });
    expect(byKernel).toEqual(byLoops);
    expect(kernelMeans(model)).toEqual(loopMeans(model));
  });

  it('leaves a tree that is larger than its memory to the loops', () => {
    expect(segmentsOf(completeTrees(1, 18))).toBeNull();
  });

  it('is to be had here', () => {
    expect(openKernel()).not.toBeNull();
  });

  it('keeps its trees when a background makes its memory grow', () => {
    const model = completeTrees(3, 4);
    const rows = { columns: Float64Array.from({ length: FEATURES }, (_, c) => Math.sin(c)), count: 1, stride: 1 };
    const layout = { players: FEATURES, outputs: [0], interactions: false };
    const playerOf = Int32Array.from({ length: FEATURES }, (_, c) => c);
    const walk = kernelQuadrature(model, playerOf, layout, treesOf(model))!;
    const [before, after] = [new Float64Array(FEATURES), new Float64Array(FEATURES)];
    evaluateKernelQuadrature(walk, rows, before);
    expect(openBackgroundKernel()).toBe(openKernel());
    expect(openKernel()!.bytes.length).toBe(PAGES.background * 65_536);
    evaluateKernelQuadrature(walk, rows, after);
    expect(after).toEqual(before);
    expect(before.some((value) => value !== 0)).toBe(true);
  });

  for (const [features, depth, outputs] of [
    [3, 6, 1],
    [9, 7, 1],
    [4, 5, 3],
  ] as const) {
    it(`gives the bits of the loops: ${features} features, depth ${depth}, outputs ${outputs}`, () => {
      fc.assert(
        fc.property(randomCase({ features, depth, outputs }), fc.boolean(), ({ model, rows }, grouped) => {
          const playerOf = Int32Array.from({ length: features }, (_, c) => (grouped ? c >> 1 : c));
          const layout = { players: features, outputs: [outputs - 1, 0].slice(0, outputs), interactions: false };
          const [byKernel, byLoops] = bothWays(model.ensemble, playerOf, layout, blockOf(model, rows));
          expect(byKernel).toEqual(byLoops);
          expect(kernelMeans(model.ensemble)).toEqual(loopMeans(model.ensemble));
          const few = {
            ...rows,
            data: rows.data.subarray(0, Math.min(rows.rows, 4) * rows.columns),
            rows: Math.min(rows.rows, 4),
          };
          const predicted = kernelPrediction(model, few);
          expect(predicted).toEqual(outputs === 1 ? model.predictRaw(few) : null);
        }),
        { numRuns: 100 },
      );
    });
  }

  for (const [features, depth, copies] of [
    [3, 6, 1],
    [9, 7, 12],
    [5, 4, 40],
  ] as const) {
    it(`gives the bits of the walk against a background: ${features} features, depth ${depth}, ${copies} times the rows`, () => {
      fc.assert(
        fc.property(
          randomCase({ features, depth, outputs: 1 }),
          fc.boolean(),
          fc.nat(2),
          ({ model, rows, background }, grouped, apart) => {
            fc.pre(model.ensemble.treeOutput.every((output) => output >= 0));
            const playerOf = Int32Array.from({ length: features }, (_, c) => (grouped ? c >> 1 : c));
            const layout = { players: features, outputs: [0], interactions: false };
            // Shifted copies make words of 32 full and part; several blocks as large backgrounds have.
            const many = {
              rows: background.rows * copies,
              columns: features,
              data: Float64Array.from(
                { length: background.data.length * copies },
                (_, i) => background.data[i % background.data.length]! + (Math.floor(i / background.data.length) % 3),
              ),
            };
            const blocks = { rows: blockOf(model, rows), background: Array(apart + 1).fill(blockOf(model, many)) };
            const [byKernel, byWalk] = bothWaysAgainst(model.ensemble, playerOf, layout, blocks);
            expect(byKernel).toEqual(byWalk);
          },
        ),
        { numRuns: 100 },
      );
    });
  }
});
