/** The commands that are a class or two each; larger ones have a package of their own. */
package org.purify4j.cli.command;
