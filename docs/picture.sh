#!/bin/sh
# Makes the pictures of the README anew, from a run of the program on the demo product.
set -eu
cd "$(dirname "$0")/.."
CEMARK_PICTURE=write cargo test --quiet --test promises -- picture
