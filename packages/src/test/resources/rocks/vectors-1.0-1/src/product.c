#include "vectors.h"

int vectors_product(const int *values, int count) {
  int product = 1;
  for (int i = 0; i < count; i++) product *= values[i];
  return SCALE * product;
}
