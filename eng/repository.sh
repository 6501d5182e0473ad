#!/bin/sh
# What only this repository needs. build.sh and eng/setup.sh call this file if it exists. The templates do not contain it.
#
# Usage, in the repository's root:
#   sh eng/repository.sh needs TARGET [the arguments of build.sh]
#                   prints the kinds of programs that the target needs; TARGET is in lower case
#   sh eng/repository.sh prepare
#                   builds the addin, which build.cake loads
set -eu

needs() {
    case $1 in
        test)
            for argument in "$@"; do
                # The unit tests need only .NET.
                [ "$argument" != --tests=unit ] || return 0
            done
            echo images clone emulation tests
            ;;
        soak) echo images clone emulation tests soak ;;
    esac
}

step=$1
shift
case $step in
    needs) needs "$@" ;;
    prepare) exec sh eng/build-addin.sh ;;
esac
