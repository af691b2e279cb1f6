// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.spi.connector.transport.AbstractTransporter;
import org.eclipse.aether.spi.connector.transport.GetTask;
import org.eclipse.aether.spi.connector.transport.PeekTask;
import org.eclipse.aether.spi.connector.transport.PutTask;
import org.eclipse.aether.spi.connector.transport.Transporter;
import org.eclipse.aether.spi.connector.transport.TransporterFactory;
import org.eclipse.aether.transfer.NoTransporterException;

/** Reads from a repository on a web server. Maven Resolver's own transports wait for each byte as long as it takes, whether or not anybody still wants it. */
final class WebTransporter extends AbstractTransporter {
    private final URI base;
    private final WebSession web;
    private final Path folder;

    private WebTransporter(URI base, WebSession web, Path folder) {
        this.base = base;
        this.web = web;
        this.folder = folder;
    }

    /** For http and https. */
    static final class Factory implements TransporterFactory {
        private final WebSession web;
        private final Path folder;

        /** Files are in the folder while they come. */
        Factory(WebSession web, Path folder) {
            this.web = web;
            this.folder = folder;
        }

        @Override
        public Transporter newInstance(RepositorySystemSession session, RemoteRepository repository)
                throws NoTransporterException {
            String protocol = repository.getProtocol();
            if (!protocol.equalsIgnoreCase("http") && !protocol.equalsIgnoreCase("https")) {
                throw new NoTransporterException(repository);
            }
            String url = repository.getUrl();
            return new WebTransporter(URI.create(url.endsWith("/") ? url : url + "/"), web, folder);
        }

        @Override
        public float getPriority() {
            return 5;
        }
    }

    @Override
    public int classify(Throwable error) {
        return error instanceof WebAnswerException answer && answer.isNotFound() ? ERROR_NOT_FOUND : ERROR_OTHER;
    }

    @Override
    protected void implPeek(PeekTask task) throws Exception {
        web.head(base.resolve(task.getLocation()));
    }

    @Override
    protected void implGet(GetTask task) throws Exception {
        Path file = Files.createTempFile(folder, "download", "");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                web.get(base.resolve(task.getLocation()), out);
            }
            try (InputStream in = Files.newInputStream(file)) {
                utilGet(task, in, false, Files.size(file), false);
            }
        } finally {
            Files.delete(file);
        }
    }

    @Override
    protected void implPut(PutTask task) {
        throw new UnsupportedOperationException("repositories are only read");
    }

    @Override
    protected void implClose() {}
}
