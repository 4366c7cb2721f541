/** One small valid file of every format of models, as documents that a test may change, and their bytes. */
export const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

export const NEUTRAL = {
  kind: 'tree-ensemble',
  aggregation: 'sum',
  numOutputs: 1,
  baseOffset: [0.5],
  link: 'logit',
  featureNames: ['age', 'income'],
  trees: [
    {
      childrenLeft: [1, -1, -1],
      childrenRight: [2, -1, -1],
      feature: [0, -2, -2],
      threshold: [30, -2, -2],
      value: [[0], [-1], [1]],
      cover: [10, 4, 6],
    },
  ],
};
export const XGBOOST = {
  learner: {
    feature_names: ['age', 'kind'],
    learner_model_param: { base_score: '[5E-1]', num_class: '0', num_feature: '2', num_target: '1' },
    objective: { name: 'binary:logistic' },
    gradient_booster: {
      name: 'gbtree',
      model: {
        tree_info: [0],
        trees: [
          {
            left_children: [1, -1, -1],
            right_children: [2, -1, -1],
            split_indices: [1, 0, 0],
            split_conditions: [0, -0.5, 0.5],
            default_left: [1, 0, 0],
            sum_hessian: [10, 4, 6],
            split_type: [1, 0, 0],
            categories_nodes: [0],
            categories_segments: [0],
            categories_sizes: [2],
            categories: [1, 3],
            tree_param: { size_leaf_vector: '1' },
          },
        ],
      },
    },
  },
};
export const LIGHTGBM = `tree
version=v4
num_class=1
num_tree_per_iteration=1
max_feature_idx=1
objective=binary sigmoid:1
feature_names=age kind

Tree=0
num_leaves=3
num_cat=1
split_feature=0 1
threshold=30.5 0
decision_type=10 1
left_child=1 -1
right_child=-2 -3
leaf_value=0.1 0.2 0.3
leaf_count=3 4 5
internal_count=12 8
cat_boundaries=0 1
cat_threshold=10
is_linear=0

end of trees
`;
export const EBM = {
  version: '1.0',
  ebm: {
    outputs: [{ link: 'logit' }],
    intercept: [0.1],
    features: [
      { name: 'age', type: 'continuous', cuts: [[30]] },
      { name: 'kind', type: 'nominal', categories: [['a', 'b']] },
    ],
    terms: [
      { term_features: ['age'], scores: [0, -1, 1, 0] },
      {
        term_features: ['age', 'kind'],
        scores: [
          [0, 1, 2, 3],
          [0, 1, 2, 3],
          [0, 1, 2, 3],
          [0, 1, 2, 3],
        ],
      },
    ],
  },
};
export const SCORECARD =
  'feature,lower,upper,category,points\n(base),,,,500\nage,,25,,10\nage,25,,,35\nhome,,,own,20\nhome,,,(other),0\n';

/** UBJSON with counted containers, as XGBoost writes it. */
export function ubjson(value: unknown): number[] {
  const count = (n: number): number[] => [
    0x4c,
    0,
    0,
    0,
    0,
    (n >>> 24) & 255,
    (n >>> 16) & 255,
    (n >>> 8) & 255,
    n & 255,
  ];
  const text = (s: string): number[] => [...count(s.length), ...bytesOf(s)];
  if (typeof value === 'number') return [0x44, ...new Uint8Array(new Float64Array([value]).buffer).toReversed()];
  if (typeof value === 'string') return [0x53, ...text(value)];
  if (Array.isArray(value)) return [0x5b, 0x23, ...count(value.length), ...value.flatMap(ubjson)];
  return [0x7b, ...Object.entries(value as object).flatMap(([key, item]) => [...text(key), ...ubjson(item)]), 0x7d];
}

/** A chain of a sum of trees and a regression, as converters write boosting. */
const PMML = `<?xml version="1.0" encoding="UTF-8"?>
<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
<DataDictionary>
<DataField name="y" optype="categorical" dataType="integer"><Value value="0"/><Value value="1"/></DataField>
<DataField name="a" optype="continuous" dataType="float"/>
<DataField name="b" optype="categorical" dataType="string"><Value value="x"/><Value value="z"/></DataField>
</DataDictionary>
<MiningModel functionName="classification"><MiningSchema><MiningField name="y" usageType="target"/><MiningField name="a"/><MiningField name="b"/></MiningSchema>
<Segmentation multipleModelMethod="modelChain"><Segment id="1"><True/>
<MiningModel functionName="regression"><MiningSchema/><Output><OutputField name="sum"/></Output><Targets><Target rescaleConstant="0.5"/></Targets>
<Segmentation multipleModelMethod="sum"><Segment><True/>
<TreeModel functionName="regression" noTrueChildStrategy="returnLastPrediction"><Node score="0.25"><True/>
<Node score="1"><SimplePredicate field="a" operator="lessThan" value="3.5"/></Node>
<Node score="-1"><SimpleSetPredicate field="b" booleanOperator="isIn"><Array type="string">x</Array></SimpleSetPredicate></Node>
</Node></TreeModel></Segment></Segmentation></MiningModel></Segment>
<Segment id="2"><True/><RegressionModel functionName="classification" normalizationMethod="logit"><MiningSchema/>
<RegressionTable intercept="0" targetCategory="1"><NumericPredictor name="sum" coefficient="1"/></RegressionTable><RegressionTable intercept="0" targetCategory="0"/>
</RegressionModel></Segment></Segmentation></MiningModel></PMML>`;

/** Name and bytes of a file of every text format and of UBJSON. */
export const MODEL_FILES: readonly [string, Uint8Array][] = [
  ['neutral JSON', bytesOf(NEUTRAL)],
  ['XGBoost JSON', bytesOf(XGBOOST)],
  ['XGBoost UBJSON', Uint8Array.from(ubjson(XGBOOST))],
  ['LightGBM text', bytesOf(LIGHTGBM)],
  ['EBM JSON', bytesOf(EBM)],
  ['scorecard CSV', bytesOf(SCORECARD)],
  ['PMML', bytesOf(PMML)],
];
