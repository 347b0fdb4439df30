/** Gives the face of a record, always the same one. */
export type FaceOf<R, F> = (record: R) => F;
