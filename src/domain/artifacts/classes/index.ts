/**
 * What the bytes are: a model; people that explanations compare with; texts of reasons; what a person may change; a policy; a list of data and
 * code. Only a background holds persons.
 */
export const ARTIFACT_CLASSES = ['model', 'background', 'catalogue', 'constraints', 'policy', 'manifest'] as const;
export type ArtifactClass = (typeof ARTIFACT_CLASSES)[number];
