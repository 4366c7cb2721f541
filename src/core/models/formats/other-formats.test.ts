import { describe, expect, it } from 'vitest';
import { readModel } from '../index.js';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const zip = (name: string): number[] => [0x50, 0x4b, 3, 4, ...new Array(26).fill(0), ...text(name)];

describe('a model file of a format that is not read', () => {
  it.each<[string, number[], RegExp, RegExp]>([
    ['pickle', [0x80, 4, 0x95, 0, 0], /is a pickle/, /skl2onnx/],
    ['joblib', [0x80, 3, 0x63, 0x73], /is a pickle/, /skl2onnx/],
    ['skops', zip('schema.json'), /skops/, /skl2onnx/],
    ['Keras', zip('metadata.json config.json model.weights.h5'), /Keras/, /tf2onnx/],
    ['Keras in HDF5', [0x89, 0x48, 0x44, 0x46, 0x0d], /HDF5/, /tf2onnx/],
    ['PyTorch', zip('model/data.pkl'), /PyTorch/, /torch\.onnx\.export/],
    ['MOJO', zip('model.ini'), /MOJO/, /XGBoost/],
    ['another zip', zip('x'), /zip/, /address/],
    ['CatBoost', text('CBM1xxxx'), /CatBoost/, /format='json'/],
    ['XGBoost binary', [0, 0, 0, 0x3f, 4, 0, 0, 0], /old binary file of XGBoost/, /save_model\('model.json'\)/],
    ['XGBoost dump', text('booster[0]:\n0:[f0<0.5] yes=1,no=2'), /dump/, /save_model/],
    ['XGBoost dump in JSON', text('[\n  { "nodeid": 0, "depth": 0'), /dump/, /save_model/],
    [
      'optbinning',
      text(',Variable,Bin id,Bin,Count,Points\n0,age,0,"(-inf, 26.50)"'),
      /optbinning.*two decimals/,
      /optbinning_to_csv/,
    ],
    ['gzip', [0x1f, 0x8b, 8, 0], /gzip/, /gunzip/],
    ['nothing known', text('hello'), /no known format/, /serve it/],
  ])('%s is named, with a way on', (_, bytes, message, remedy) => {
    expect(() => readModel(Uint8Array.from(bytes), { name: 'm' })).toThrow(
      expect.objectContaining({
        code: 'MODEL_INVALID',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
      }),
    );
  });
});
