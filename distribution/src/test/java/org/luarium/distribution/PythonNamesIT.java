// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever comes from the Python libraries finds each of their names in docs/python-names.md, and what stands beside it exists. */
final class PythonNamesIT {
    private static final String NEVER = "cannot occur, because ";
    private static final String NONE = "none, because ";

    /** Everything that the specification names, and the verbs of the command lines. */
    private static final List<String> SPECIFIED = List.of(
            "create_vm",
            "vm_id",
            "networked",
            "persistent",
            "debug_mode",
            "lua_executable",
            "vm_type",
            "LuaProcess",
            "execute_string",
            "execute_file",
            "execute_temp_script",
            "setup_packages",
            "install_package",
            "quick_install",
            "remove_package",
            "curate_environment",
            "cleanup_orphaned_packages",
            "list_profiles",
            "get_profiles_by_category",
            "check_package_availability",
            "packages_catalog",
            "profiles_catalog",
            "get_recommendations",
            "get_package_recommendations",
            "get_networking_recommendations",
            "get_installed_packages",
            "get_curator_manifest",
            "health_check",
            "check_environment_health",
            "start_interactive_session",
            "cleanup",
            "VMManager",
            "VMManager.create_vm",
            "get_vm",
            "list_vms",
            "remove_vm",
            "execute_vm_sync",
            "execute_vm_async",
            "wait_for_vm",
            "cancel_vm",
            "get_vm_status",
            "get_vm_info",
            "get_stats",
            "shutdown_all",
            "create_interactive_vm",
            "attach_to_vm",
            "detach_from_vm",
            "terminate_vm_session",
            "send_input",
            "read_output",
            "execute_interactive_command",
            "list_sessions",
            "list_persistent_vms",
            "clone_vm_session",
            "bulk_create_interactive_cluster",
            "broadcast_to_interactive_sessions",
            "create_vm_cluster",
            "broadcast_to_cluster",
            "wait_for_cluster",
            "cleanup_cluster",
            "VMCluster",
            "setup_p2p_cluster",
            "start_server_vm",
            "start_client_vm",
            "start_p2p_vm",
            "NetworkedLuaVM",
            "LuaScriptTemplate",
            "simple_echo_server",
            "heartbeat_client",
            "http_client_template",
            "connect_to",
            "send_message",
            "receive_message",
            "broadcast",
            "create_manager",
            "create_interactive_manager",
            "create_interactive_session",
            "validate_host",
            "validate_port",
            "InteractiveSession",
            "interactive_loop",
            "load_package",
            "set_environment",
            "SessionManager",
            "session_manager",
            "terminate_session",
            "Curator",
            "get_curator",
            "PackageInstaller",
            "EnvironmentManager",
            "PackageManager",
            "RepositoryManager",
            "search_packages",
            "bootstrap_lua_environment",
            "Package",
            "LuaVMError",
            "LuaProcessError",
            "LuaNotFoundError",
            "LuaSocketNotFoundError",
            "VMManagerError",
            "ProcessRegistryError",
            "VMTimeoutError",
            "VMConnectionError",
            "NetworkingError",
            "ScriptGenerationError",
            "PTYError",
            "InteractiveSessionError",
            "AttachError",
            "DetachError",
            "SessionNotFoundError",
            "SessionAlreadyExistsError",
            "IOThreadError",
            "SessionStateError",
            "XCPngConnectionError",
            "VMLogger",
            "component",
            "PYLUA_DEBUG",
            "__version__",
            "--install",
            "--remove",
            "--recommend",
            "--list",
            "--health",
            "--profile",
            // pylightnix
            "instantiate",
            "realize",
            "realizeMany",
            "DRef",
            "RRef",
            "Closure",
            "Config",
            "mkconfig",
            "mkdrv",
            "mknode",
            "mkfile",
            "Build",
            "build_config",
            "build_cattrs",
            "build_outpath",
            "build_path",
            "build_deref",
            "build_environ",
            "build_setoutpaths",
            "build_wrapper",
            "build_markstart",
            "build_markstop",
            "match_only",
            "match_latest",
            "match_best",
            "match_some",
            "match_all",
            "match_exact",
            "match_n",
            "promise",
            "claim",
            "mklens",
            "redefine",
            "realized",
            "checkpaths",
            "fetchurl",
            "fetchlocal",
            "unpack",
            "repl_realize",
            "repl_build",
            "repl_continue",
            "repl_continueBuild",
            "repl_cancel",
            "repl_rref",
            "store_initialize",
            "store_gc",
            "lsref",
            "catref",
            "rmref",
            "shellref",
            "du",
            "find",
            "diff",
            "linkdref",
            "linkrref",
            "mksymlink",
            "spack",
            "sunpack",
            "copyclosure",
            "dirhash",
            "autostage",
            "Manager",
            "Tag",
            "Group",
            "Lens",
            "PYLIGHTNIX_ROOT");

    static List<List<String>> rows() {
        return Markdown.of("docs/python-names.md").rowsFrom("# From Python to Luarium");
    }

    @Test
    void everyNameOfTheSpecificationsIsInTheTable() {
        Set<String> named = rows().stream()
                .flatMap(row -> Markdown.spans(row.get(0)).stream())
                .map(span -> span.replaceFirst("\\(.*\\)$", ""))
                .collect(Collectors.toSet());

        assertThat(named).containsAll(SPECIFIED);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatStandsForItExistsOrIsSaidNotTo(List<String> row) throws IOException {
        String java = row.get(1);
        if (java.startsWith(NEVER) || java.startsWith(NONE)) {
            return;
        }
        JavaNames names = new JavaNames(ShippedBundles.ours().stream()
                .filter(file -> file.endsWith("luarium-api.jar"))
                .findAny()
                .orElseThrow());
        List<String> commands = Markdown.of("docs/commands.md").prose();
        String help = String.join(
                "\n",
                Markdown.blocks("console")
                        .filter(block -> block.lines().get(0).endsWith("luarium.jar help"))
                        .findAny()
                        .orElseThrow()
                        .lines());

        assertThat(Markdown.spans(java))
                .as(String.join(" ", row))
                .isNotEmpty()
                .allMatch(span -> span.matches("[a-z]+:[a-z]+")
                        ? commands.contains("### " + span)
                        : span.matches("--[a-z]+|[A-Z_]{4,}|execute|run") ? help.contains(span) : names.knows(span));
    }
}
