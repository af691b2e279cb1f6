#!/bin/sh
echo "from the shell"
