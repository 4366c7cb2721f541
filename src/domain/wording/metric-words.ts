import type { RequirementMetric } from '../../core/policy/sections/index.js';

export interface MetricWords {
  readonly label: string;
  /** What its values are: shares (shown as per cent), amounts in the unit of the decisions, or plain numbers. */
  readonly unit: 'share' | 'number' | 'amount';
  /** For shares: "Of every 100 <people> in G, 42 <outcome>." */
  readonly people: string;
  readonly outcome: string;
  readonly definition: string;
  readonly misleads: string;
}

export const share = (
  label: string,
  [people, outcome]: readonly [string, string],
  definition: string,
  misleads: string,
): MetricWords => ({ label, unit: 'share', people, outcome, definition, misleads });

export const number = (label: string, definition: string, misleads: string): MetricWords => ({
  label,
  unit: 'number',
  people: '',
  outcome: '',
  definition,
  misleads,
});

const amount = (label: string, definition: string, misleads: string): MetricWords => ({
  ...number(label, definition, misleads),
  unit: 'amount',
});

/** Name of each metric, its form in a sentence, and when it misleads. Label 1 and prediction 1 are never flipped. */
export const METRICS: Readonly<Record<RequirementMetric, MetricWords>> = {
  selection_rate: share(
    'selection rate',
    ['people', 'were given prediction 1'],
    'People with prediction 1, divided by all people of the group.',
    'It ignores the truth: equal selection rates can hide that qualified people of one group are refused more often.',
  ),
  favourable_rate: share(
    'favourable rate',
    ['people', 'got the favourable decision'],
    'People who got the decision that is good for them, divided by all people of the group.',
    'It ignores the truth: a gap may follow from different base rates, and no gap may hide unequal errors.',
  ),
  opportunity_rate: share(
    'opportunity rate',
    ['people whose true outcome deserved it', 'got the favourable decision'],
    'Of the people whose label is the favourable one, the share that got the favourable decision.',
    'The label decides who deserved it; where labels were themselves made by biased decisions, so is this rate.',
  ),
  base_rate: share(
    'base rate',
    ['people with a known outcome', 'had label 1'],
    'People with label 1, divided by all labelled people of the group.',
    'It describes how labels were recorded, not how people behave; unequal observation makes unequal base rates.',
  ),
  true_positive_rate: share(
    'true positive rate',
    ['people with label 1', 'were given prediction 1'],
    'Of the people with label 1, the share with prediction 1.',
    'It says nothing of people with label 0; flagging everybody makes it 100 %.',
  ),
  false_positive_rate: share(
    'false positive rate',
    ['people with label 0', 'were nevertheless given prediction 1'],
    'Of the people with label 0, the share with prediction 1: the false alarms.',
    'It rises with the base rate even when a score means the same for everybody; compare it with calibration.',
  ),
  true_negative_rate: share(
    'true negative rate',
    ['people with label 0', 'were given prediction 0'],
    'Of the people with label 0, the share with prediction 0.',
    'It says nothing of people with label 1; flagging nobody makes it 100 %.',
  ),
  false_negative_rate: share(
    'false negative rate',
    ['people with label 1', 'were nevertheless given prediction 0'],
    'Of the people with label 1, the share with prediction 0: the misses.',
    'It falls as more people are flagged; read it together with the false positive rate.',
  ),
  positive_predictive_value: share(
    'positive predictive value',
    ['people with prediction 1', 'had label 1'],
    'Of the people with prediction 1, the share with label 1: how often a flag is right.',
    'Different base rates alone make it differ; equalizing it forces unequal error rates.',
  ),
  negative_predictive_value: share(
    'negative predictive value',
    ['people with prediction 0', 'had label 0'],
    'Of the people with prediction 0, the share with label 0.',
    'Different base rates alone make it differ.',
  ),
  accuracy: share(
    'accuracy',
    ['people with a known outcome', 'were predicted rightly'],
    'Right predictions, divided by all labelled people of the group.',
    'It weighs both errors alike and is high for a rare outcome even when nothing is recognised.',
  ),
  balanced_accuracy: number(
    'balanced accuracy',
    'The mean of true positive and true negative rate.',
    'One number for two errors: very different error rates can have the same mean.',
  ),
  f1: number(
    'F1',
    'The harmonic mean of positive predictive value and true positive rate.',
    'It ignores true negatives and moves with the base rate; do not compare groups by it alone.',
  ),
  mean_score: number(
    'mean score',
    'The mean of the score in the group.',
    'A difference may be right if the groups differ; look at calibration.',
  ),
  auc: number(
    'AUC',
    'The chance that a person with label 1 scores above a person with label 0 of the same group; ties count half.',
    'It looks within a group only: both groups may rank well and still be treated unequally at one cutoff.',
  ),
  brier: number(
    'Brier score',
    'The mean squared distance of score and label; 0 is best.',
    'It moves with the base rate; compare it only between groups with like base rates.',
  ),
  log_loss: number(
    'log loss',
    'The mean surprise of the label under the score; 0 is best, undefined when a certain score is wrong.',
    'A few confident errors dominate it.',
  ),
  expected_calibration_error: number(
    'expected calibration error',
    'The mean distance of score and observed share over ten equal-width bins, weighted by people.',
    'It is never zero in small groups even for a perfect score, so small groups look worse.',
  ),
  result_field: number(
    'number of another result',
    'A number that another command wrote into its result, held against the bound as it stands.',
    'It says what that command measured on its own data; whether those fit this audit nobody checked.',
  ),
  adverse_impact_ratio: number(
    'adverse impact ratio',
    'The favourable rate of a group, divided by that of the declared reference group.',
    'It ignores the truth, and depends on who is called the reference; a few people more or less move it where rates are low.',
  ),
  average_odds_difference: share(
    'average odds difference',
    ['people, half of them with either label,', 'would get the favourable decision'],
    'The mean of two gaps to the reference: of the favourable rates among people whose label is favourable, and among the others.',
    'The two gaps may cancel: 0 also where a group gets more wrong favours and fewer deserved ones.',
  ),
  standardized_mean_difference: number(
    'standardized mean difference',
    'The difference of the mean scores of a group and the reference, in pooled standard deviations.',
    'It ignores cutoff and truth; a small difference may lie just where decisions change.',
  ),
  equalized_odds_difference: number(
    'equalized odds difference',
    'The larger of two gaps: of the true and of the false positive rates of any two groups.',
    'Where base rates differ no useful score can have it near 0 and be calibrated in every group too.',
  ),
  differential_fairness: number(
    'differential fairness',
    'The largest logarithm of the ratio of the chances of the same decision between any two groups; 0 is parity.',
    'It ignores the truth, and the rarest decision in the smallest group makes it.',
  ),
  calibration_difference: number(
    'calibration difference',
    'The largest gap between groups in the share with label 1 among people of the same score (of ten bins), or of the same prediction.',
    'Within a bin scores may still differ between groups; and equal calibration goes with unequal error rates where base rates differ.',
  ),
  multicalibration_error: number(
    'multicalibration error',
    'The largest calibration error among everyone, the groups of each attribute and their declared intersections.',
    'It sees the groups that are named, no others; a constant score, the base rate, can be well calibrated and useless.',
  ),
  theil: number(
    'Theil index of benefits',
    'Inequality of b = prediction - label + 1 among people: 0 where everybody is treated as rightly as everybody else.',
    'It has no unit, mixes both errors, and says nothing of who bears them.',
  ),
  error_share: number(
    'error share',
    'The share of all errors of a kind that falls on a group, over its share of the people with a label; 1 is its due.',
    'A group with more people at risk of the error gets more of them by equal error rates too.',
  ),
  mean_amount: amount(
    'mean amount',
    'The sum of the amounts of a group, divided by its people.',
    'A few very large amounts make it: most people of a group may get less than those of another with a lower mean.',
  ),
  median_amount: amount(
    'median amount',
    'Half of the people of a group got at most this much.',
    'It says nothing of the ends: the least that people get may differ widely where medians agree.',
  ),
  amount_quantile: amount(
    'quantile of the amount',
    'The amount that the stated share of the people of a group does not exceed.',
    'Where many people get one round amount it jumps, or stays although much has changed.',
  ),
  share_at_least: share(
    'share that got the stated amount',
    ['people', 'got at least the stated amount'],
    'People who got at least the stated amount, or the stated level or a better one, divided by all people of the group.',
    'Everything above the stated amount or level is the same to it, and everything below.',
  ),
  mean_absolute_error: amount(
    'mean absolute error',
    'The mean size of the distance between the amount and the one that turned out right.',
    'It has no direction: a group always given too little and one always given too much look alike.',
  ),
  root_mean_squared_error: amount(
    'root mean squared error',
    'The root of the mean squared distance between the amount and the one that turned out right.',
    'A few large errors make it, and it grows with the amounts: a group with larger amounts has larger errors.',
  ),
  mean_error: amount(
    'mean error',
    'The mean of the amount minus the one that turned out right; above 0 people get too much.',
    'Errors of both signs cancel: 0 may hide that half of a group gets far too little.',
  ),
  r_squared: number(
    'R²',
    'One minus the sum of squared errors over the sum of squared distances of the labels from their mean in the group; 1 without errors, 0 as good as that mean, below 0 worse.',
    'The labels of the group set its scale: with equal errors a group whose labels spread less has a lower R², so that a gap may say nothing of the model.',
  ),
  interval_coverage: share(
    'coverage of prediction intervals',
    ['people with an interval and a known outcome', 'had that outcome inside the interval'],
    'Of the people with a prediction interval and a label, the share whose label lies inside, the ends counted in.',
    'Wide intervals hold everything: read it together with their width. A model that promises 90 % overall may hold 95 % of one group and 75 % of another.',
  ),
  interval_width: amount(
    'width of prediction intervals',
    'The mean of upper end minus lower end, over the people with an interval.',
    'A width says nothing of truth: narrow intervals that miss are worse than wide ones that hold, so bound the coverage too.',
  ),
  superiority: share(
    'chance to outrank the reference',
    ['pairs with the reference', 'go to the group, ties counted half'],
    'The chance that a random member of the group stands at a better level than a random member of the reference, ties half; one half means that neither tends to better levels.',
    'It says nothing of how far the levels lie apart, and one half may hide that one group has both the best and the worst.',
  ),
  mean_rank: share(
    'mean rank as a chance',
    ['pairs with anybody', 'go to the group, ties counted half'],
    'The mean rank of the group among all people, as the chance that a member stands at a better level than somebody drawn from all of them, ties half; one half means that the group stands where all others do on average.',
    'A large group is most of those it is compared with, which draws its mean rank towards one half.',
  ),
  dominance_shortfall: share(
    'largest shortfall at any level',
    ['people', 'would have to stand higher to make the group even with the reference where it lies furthest behind'],
    'The largest amount by which the share of the group at a level or a better one falls short of that of the reference, over all levels; 0 where the reference stands above it at none.',
    'It shows the worst level only, and says nothing of levels at which the group stands above the reference.',
  ),
  turned_pairs: share(
    'share of pairs turned round',
    ['pairs of different labels', 'were turned round'],
    'Of pairs of people whose labels differ, those in which the one with the less favourable label was given the more favourable level.',
    'The label decides what the right order is, and pairs that were made equal do not count as turned.',
  ),
  lowered_share: share(
    'share that got less than was due',
    ['people with a label', 'were given a less favourable level than it'],
    'Of the people with a label, those who were given a less favourable level than it.',
    'It says nothing of how far they were lowered, and the label may itself be generous to some groups.',
  ),
  raised_share: share(
    'share that got more than was due',
    ['people with a label', 'were given a more favourable level than it'],
    'Of the people with a label, those who were given a more favourable level than it.',
    'It says nothing of how far they were raised, and the label may itself be mean to some groups.',
  ),
  capped_share: share(
    'share capped by the institution',
    ['people with a label and an institution', 'were due more than the best that anybody there was given'],
    'Of the people with a label, those whose label is above the best level that anybody of their institution was given: whatever they did, they could not have been given what was due.',
    'A label that the institution made itself may be generous; where nobody was due the best level, nobody is capped.',
  ),
  class_rate: share(
    'share of favourable classes',
    ['people', 'were decided as a favourable class'],
    'People who were decided as any favourable class, or where a class is named, as that one, divided by all people of the group.',
    'Where the classes are truly distributed otherwise in the groups, equal rates are wrong decisions.',
  ),
  class_recall: share(
    'recall of the class',
    ['people of the class', 'were decided as it'],
    'Of the people who truly belong to the class, those who were decided as it.',
    'It does not count who was wrongly decided as the class.',
  ),
  class_precision: share(
    'precision of the class',
    ['people decided as the class', 'belong to it'],
    'Of the people with a label who were decided as the class, those who truly belong to it.',
    'It falls with the share of the class in the group, even where the model is the same for everybody.',
  ),
  macro_recall: number(
    'mean recall of the classes',
    'The mean of the recalls of all classes: each class counts alike, however rare it is.',
    'A mean hides a class that is never found behind others that always are.',
  ),
  worst_class_recall: number(
    'recall of the class that is found least often',
    'The smallest of the recalls of all classes, whichever class has it.',
    'The smallest of several counts is low by chance alone, more so with few people and many classes; its interval allows for that.',
  ),
  expected_cost: number(
    'expected cost',
    'The mean cost of the decisions about people with a label, by the stated cost of each error.',
    'It is as good as the stated costs, and a rare dear error makes it.',
  ),
  stage_rate: share(
    'share that passed the stage',
    ['people who reached the stage', 'passed it'],
    'Of the people who reached the stage, those who passed it.',
    'Who reaches a stage was decided by those before it: equal rates at every stage may follow an unequal first one.',
  ),
  funnel_rate: share(
    'share that came through all stages',
    ['people who entered', 'came through all stages'],
    'People who passed the last stage, divided by all who entered the first.',
    'It does not say at which stage a group falls behind.',
  ),
  exposure: number(
    'exposure',
    'The mean weight of the positions of the candidates, 1/log2(1 + position): 1 for the first, 0.5 for the third, 0.29 for the tenth.',
    'It is a model of attention, which on a small screen falls faster; and per shown candidate a group of which only the best are shown stands high.',
  ),
  exposure_per_relevance: number(
    'exposure over relevance',
    'The summed weights of the positions of the candidates, divided by their summed relevance: equal where attention follows worth.',
    'Relevance that is measured by clicks follows the position, so that everything looks equal.',
  ),
  share_in_top_k: share(
    'share in the first places',
    ['candidates', 'stand in the first places'],
    'Candidates who stand in the first k of their lists, divided by all candidates of the group, shown or not.',
    'It falls with the length of the lists: a group that mostly stands in long ones has a lower share though each list is fair.',
  ),
  representation_in_top_k: number(
    'representation in the first places',
    'The share of the first k places that the candidates of the group hold, over their share of all candidates, or over the share declared for them: 1 where they hold as many as that.',
    'Against the pool it takes over who was let into the pool; and a declared share says nothing of what the candidates were worth.',
  ),
  pairwise_accuracy: share(
    'share of pairs in order',
    ['pairs of different relevance', 'have the more relevant candidate higher'],
    'Of pairs of candidates of one list with different relevance, those in which the more relevant one stands higher, neither shown half.',
    'Long lists have most pairs and make it; all pairs count alike, at the top and at the bottom.',
  ),
  ndcg: number(
    'normalised discounted gain',
    'The mean over lists of the discounted relevance of the candidates among themselves, over that of their best order.',
    'It says how well a group is ordered in itself, not where it stands among others, and is near 1 for a group with few candidates in a list.',
  ),
};
