#ifndef VECTORS_H
#define VECTORS_H

int vectors_sum(const int *values, int count);
int vectors_product(const int *values, int count);

#endif
